import { readFile } from 'node:fs/promises'
import { setTimeout as after } from 'node:timers/promises'
import type { Started } from './embedded-server.ts'

type Reviving = Readonly<{
  /** Starts it at the port it had; undefined = it ended instead. */
  again: () => Promise<Started | undefined>
  /** What the server writes, for the reason. */
  logFile: string
  log: Readonly<{ warn: (fields: object, says: string) => void }>
}>

const longestPauseMs = 10_000

/**
 * Starts a server again whenever it ends unasked: killed, or with its disk full, which PostgreSQL does not survive.
 * What it had acknowledged is there again. Gives how to stop it.
 */
export function revive(first: Started, { again, logFile, log }: Reviving): Started['stop'] {
  let server: Started | undefined = first
  let stopping = false
  const isStopping = (): boolean => stopping
  const keep = async (): Promise<void> => {
    for (let pauseMs = 250; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await server?.ended
      if (isStopping()) return
      const said = await readFile(logFile, 'utf8').catch(() => '')
      log.warn({ said: said.trim().slice(-600) }, 'the embedded PostgreSQL ended, and is started again')
      await after(pauseMs, undefined, { ref: false })
      server = isStopping() ? undefined : await again()
      if (isStopping()) return
      if (server !== undefined) pauseMs = 125
    }
  }
  const keeping = keep()
  return async () => {
    stopping = true
    await server?.stop()
    await Promise.race([keeping, after(longestPauseMs, undefined, { ref: false })])
    await server?.stop()
  }
}
