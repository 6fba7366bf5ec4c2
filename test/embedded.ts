import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { startEmbedded, type Embedded } from '../src/registry/embedded.ts'

const folder = join(tmpdir(), `landlord-test-${process.getuid?.() ?? 0}`)

/**
 * The PostgreSQL of this jest worker: made once, joined by the worker's later test files, stopped by the
 * worker's end. A test never closes it.
 */
async function testServer(): Promise<Embedded> {
  mkdirSync(folder, { recursive: true })
  sweep()
  return startEmbedded(join(folder, String(process.pid)), undefined, { durable: false })
}

/** URL of a fresh, empty database. */
export async function freshDatabase(): Promise<string> {
  const server = await testServer()
  return server.database(`test_${randomBytes(6).toString('hex')}`)
}

/** Data of workers that have ended. */
function sweep(): void {
  for (const pid of readdirSync(folder)) {
    try {
      process.kill(Number(pid), 0)
    } catch {
      rmSync(join(folder, pid), { recursive: true, force: true })
    }
  }
}
