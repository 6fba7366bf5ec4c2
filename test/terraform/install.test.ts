import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { zipSync } from 'fflate'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTerraform } from '../../src/terraform/find.ts'
import { installTerraform, platformOf, release } from '../../src/terraform/install.ts'
import { UserError } from '../../src/tenant/user-error.ts'

const program = '#!/bin/sh\necho terraform\n'
const zip = Buffer.from(zipSync({ 'LICENSE.txt': Buffer.from('x'), terraform: Buffer.from(program) }))
const other = Buffer.from(zipSync({ 'README.md': Buffer.from('x') }))
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const platform = 'linux_amd64'
const pinned = { version: '9.9.9', sums: { [platform]: sumOf(zip), linux_arm64: sumOf(other) } }

let server: Server
let mirror = ''
let home = ''
const asked: string[] = []
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (request.url?.startsWith('/good/') === true) {
      return response.end(request.url.includes('arm64') ? other : zip)
    }
    if (request.url?.startsWith('/truncated/') === true) {
      response.writeHead(200, { 'content-length': zip.length })
      response.write(zip.subarray(0, 40))
      return response.socket?.destroySoon()
    }
    if (request.url?.startsWith('/huge/') === true) {
      response.writeHead(200, { 'content-length': 2 ** 40 })
      response.flushHeaders()
      return
    }
    if (request.url?.startsWith('/forged/') === true) return response.end('not the release')
    response.statusCode = 404
    return response.end('no')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'landlord-install-'))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

describe('fetching Terraform', () => {
  test('a release of the right sum is unpacked, runnable, and found afterwards', async () => {
    const path = await installTerraform({ home, mirror: `${mirror}/good/`, platform, release: pinned })
    expect(asked.at(-1)).toBe('/good/terraform/9.9.9/terraform_9.9.9_linux_amd64.zip')
    expect(await readFile(path, 'utf8')).toBe(program)
    expect((await stat(path)).mode & 0o111).not.toBe(0)
    expect(await findTerraform({ PATH: '' }, home)).toBe(path)
    expect(await readdir(join(home, 'bin'))).toEqual(['terraform'])
    await rm(home, { recursive: true })
  })

  test.each([
    ['a wrong sum', '/forged', platform, 'is not the release it should be'],
    ['an answer 404', '/nowhere', platform, 'answered 404'],
    ['a connection that breaks off', '/truncated', platform, 'could not be fetched'],
    ['a size beyond any release', '/huge', platform, 'are no release'],
    ['a zip without the program', '/good', 'linux_arm64', 'holds no terraform'],
    ['a platform without a sum', '/good', 'plan9_mips', 'no Terraform for plan9_mips'],
  ])('%s leaves nothing behind', async (_, path, on, says) => {
    const wanted = { home, mirror: `${mirror}${path}`, platform: on, release: pinned }
    const error = await installTerraform(wanted).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UserError)
    expect((error as UserError).message).toContain(says)
    expect(await findTerraform({ PATH: '' }, home)).toBeUndefined()
    await rm(home, { recursive: true })
  })

  test('a mirror that is not there is said', async () => {
    const wanted = { home, mirror: 'http://127.0.0.1:1', platform, release: pinned }
    await expect(installTerraform(wanted)).rejects.toThrow('could not be fetched')
  })

  test('every pinned sum is one', () => {
    for (const sum of Object.values(release.sums)) expect(sum).toMatch(/^[0-9a-f]{64}$/)
    expect(new Set(Object.values(release.sums)).size).toBe(4)
    expect(platformOf('darwin', 'x64')).toBe('darwin_amd64')
  })
})
