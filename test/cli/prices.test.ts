import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { modelList } from '../../src/cli/model-list.ts'
import { readEstate } from '../cost/estate.ts'
import { expectGolden } from '../golden.ts'
import { aClone, type Clone } from './a-clone.ts'

let clone: Clone
beforeAll(() => {
  clone = aClone()
})
afterAll(() => clone.remove())

const path = '.github/landlord/prices.yml'
const check = (...more: string[]) => clone.landlord('prices', 'check', ...more)

describe('prices check', () => {
  test('old prices are warnings with their places, and 0', async () => {
    const { stdout, stderr, code } = await check('--on', '2026-11-21')
    expect(code).toBe(0)
    expect(stdout).toMatch(/prices\.yml:\d+:\d+ {2}warning {2}The price of storage\/standard .* 873 days ago/)
    expect(stderr).toBe(
      '139 rows, 12 of them not priced; oldest price of 2024-07, 18 of 127 older than 180 days.\n',
    )
  })
  test('on a day on which they were young there is nothing to say', async () => {
    const { stdout, code } = await check('--on', '2024-07-02', '--format', 'json')
    const { findings, missing } = JSON.parse(stdout) as { findings: { rule: string }[]; missing: number }
    expect({ code, missing }).toEqual({ code: 0, missing: 12 })
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['prices/future']))
  })
  test('a day that is none is refused', async () => {
    const { stderr, code } = await check('--on', 'yesterday')
    expect(code).toBe(2)
    expect(stderr).toContain('"yesterday" is no day.')
  })
  test('a broken book is an error at its line, and 1', async () => {
    const text = readEstate(path)
    clone.write(path, text.replace('{ from: 10240, price: 0.085 }', '{ from: 0, price: 0.085 }'))
    const { stdout, stderr, code } = await check()
    expect(code).toBe(1)
    expect(stdout).toMatch(
      /prices\.yml:\d+:\d+ {2}error {2}This tier of egress\/internet in us-east-1 overlaps/,
    )
    expect(stderr).toBe('The price book cannot be used: 1 error.\n')
  })
})

describe('prices refresh', () => {
  const lists = join(import.meta.dirname, '../cost/price-lists')
  const refresh = (...more: string[]) => clone.landlord('prices', 'refresh', ...more)
  beforeEach(() => clone.write(path, readEstate(path)))

  test('shows old and new, and writes nothing with --dry-run', async () => {
    const { stdout, stderr, code } = await refresh('--from', lists, '--dry-run')
    expect(code).toBe(0)
    expectGolden('cli/prices-refresh.txt', stdout)
    expect(stderr).toContain('13 rows change')
    expect(stderr).toContain('nothing was written')
    expect(readFileSync(join(clone.dir, path), 'utf8')).toBe(readEstate(path))
  })
  test('writes a book that has no flaw', async () => {
    const { stderr, code } = await refresh('--from', lists)
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`${path} was written`),
    })
    expect(readFileSync(join(clone.dir, path), 'utf8')).toContain('price: 0.099')
    expect((await check('--on', '2026-11-21')).stderr).toMatch(/^139 rows, 11 of them not priced/)
  })
  test('reads from an address what it would read from a folder', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      const service = /aws\/(\w+)\/current\/eu-west-1\//.exec(request.url ?? '')?.[1] ?? ''
      const found =
        service === ''
          ? ''
          : [`${service}.json`, `${service}.csv`, `${service}/index.json`].find((name) =>
              existsSync(join(lists, name)),
            )
      response.end(
        found
          ? readFileSync(join(lists, found))
          : '{"offerCode": "none", "publicationDate": "2026-01-01", "products": {}}',
      )
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const { stderr, code } = await refresh('--from', `http://127.0.0.1:${port}/`)
    server.close()
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('13 rows change') })
    expect(asked).toContain('/offers/v1.0/aws/AmazonRDS/current/ap-south-1/index.json')
    expect(asked).toHaveLength(21)
  })
  test('models come from the list that is shipped; the book is up to date with it, and an unknown one is named', async () => {
    const { stdout, stderr, code } = await refresh('--models', 'gpt-4', 'gpt-imaginary', '--format', 'json')
    const { changes, unread } = JSON.parse(stdout) as { changes: unknown[]; unread: { name: string }[] }
    expect({ code, changes, unread }).toMatchObject({
      code: 1,
      changes: [],
      unread: [{ name: 'gpt-imaginary' }],
    })
    expect(stderr).toContain('0 rows change')
  })
  test('the version of the list that a row names is the one that is installed', () => {
    const { dependencies } = JSON.parse(readEstate('package.json')) as {
      dependencies: Record<string, string>
    }
    expect(dependencies['@pydantic/genai-prices']).toBe(modelList.version)
  })
  test.each([
    ['nothing to read from', [], 'Nothing says where prices are to come from.'],
    ['no such folder', ['--from', 'nowhere'], 'There is no file or folder nowhere.'],
    ['an address that does not answer', ['--from', 'http://127.0.0.1:1'], 'could not be read'],
  ])('%s is said, with 2', async (_what, words, says) => {
    const { stderr, code } = await refresh(...words)
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
  })
  test('files that are no price lists are named, with 1', async () => {
    const { stdout, code } = await refresh('--from', join(lists, '../../../schemas'), '--dry-run')
    expect(code).toBe(1)
    expect(stdout).toContain('settings.schema.json')
    expect(stdout).toContain('it is no price list file of AWS')
  })
})
