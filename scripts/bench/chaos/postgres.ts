import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startEmbedded, type Embedded } from '../../../src/registry/embedded.ts'

/** A PostgreSQL that goes away and comes back at the same address. */
export type Server = Pick<Embedded, 'database' | 'serving'> &
  Readonly<{
    /** An orderly end, as for an upgrade, and a new start so much later. */
    restart: (downMs: number) => Promise<void>
    /** Its end without a word, and a new start, which replays what was written. */
    kill: (downMs: number) => Promise<void>
    close: () => Promise<void>
  }>

export async function startServer(folder: string): Promise<Server> {
  let server = await startEmbedded(folder)
  const port = Number(new URL(server.url('postgres')).port)
  const again = async (end: () => Promise<void> | void, downMs: number): Promise<void> => {
    await end()
    await new Promise((resolve) => setTimeout(resolve, downMs))
    server = await startEmbedded(folder, undefined, { port })
  }
  return {
    database: (name) => server.database(name),
    serving: (name) => server.serving(name),
    restart: (downMs) => again(() => server.close(), downMs),
    kill: (downMs) => again(() => killServer(folder), downMs),
    close: () => server.close(),
  }
}

export function killServer(folder: string): void {
  const [pid] = readFileSync(join(folder, 'data', 'postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
}
