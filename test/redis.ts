import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { withCache } from '../src/cache/connect.ts'
import { onPath } from './moto.ts'

/** `redis-server` on PATH, or undefined; then tests that need it print a SKIPPED line. */
export const redisServer = onPath('redis-server')

/** A Redis of one test file's own. `url` is the operator's. */
export type Redis = Readonly<{ url: string; close: () => Promise<void> }>

/** `aclFile: false`: one that would forget its users. */
export async function startRedis({ aclFile = true } = {}): Promise<Redis> {
  const home = await mkdtemp(join(tmpdir(), 'landlord-redis-'))
  const password = randomBytes(9).toString('hex')
  const users = join(home, 'users.acl')
  await writeFile(users, `user default on >${password} ~* &* +@all\n`)
  const port = await freePort()
  const access = aclFile ? ['--aclfile', users] : ['--requirepass', password]
  const child = spawn(
    redisServer ?? 'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--dir', home, '--save', '', ...access],
    { stdio: 'ignore' },
  )
  const gone = new Promise((resolve) => child.once('exit', resolve))
  const url = `redis://default:${password}@127.0.0.1:${port}`
  while (!(await withCache({ url }, (send) => send('PING')).catch(() => false))) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}.`)
    await after(30)
  }
  return {
    url,
    close: async () => {
      child.kill('SIGTERM')
      await gone
      await rm(home, { recursive: true, force: true })
    },
  }
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
