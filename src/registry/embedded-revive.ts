import { readFile } from 'node:fs/promises'
import { setTimeout as after } from 'node:timers/promises'
import { UserError } from '../tenant/user-error.ts'
import type { Started } from './embedded-server.ts'

type Reviving = Readonly<{
  /** Starts it at that port, or joins whoever was first to; undefined = it ended instead. */
  again: (port: number) => Promise<Started | undefined>
  /** What the server writes, for the reason. */
  logFile: string
  log: Readonly<{ warn: (fields: object, says: string) => void }>
}>

type Revived = Readonly<{ stop: Started['stop']; lost: Promise<Error> }>

const longestPauseMs = 10_000

/** So often in a row another program may hold the port: then it keeps it. */
const mostTaken = 5

/**
 * Has a server again whenever it ends unasked: killed, with its disk full, which PostgreSQL does not survive, or together with the
 * process that had started it. What it had acknowledged is there again. Those who use it know it by its port: where it
 * cannot be had there it is lost, and what uses it must start anew.
 */
export function revive(first: Started, { again, logFile, log }: Reviving): Revived {
  const { port } = first
  let server: Started | undefined = first
  let stopping = false
  const isStopping = (): boolean => stopping
  /** It may still be ending, or have ended just now. */
  const notYet = (error: unknown): undefined => {
    log.warn({ err: error }, 'the embedded PostgreSQL does not answer yet')
  }
  const keep = async (): Promise<void> => {
    let taken = 0
    for (let pauseMs = 250; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      await server?.ended
      if (isStopping()) return
      const said = (await readFile(logFile, 'utf8').catch(() => '')).trim().slice(-600)
      taken = said.includes('could not bind') ? taken + 1 : 0
      if (taken > mostTaken) throw isLost(port, 'another program listens there')
      log.warn({ said }, 'the embedded PostgreSQL ended, and is started again')
      await after(pauseMs, undefined, { ref: false })
      server = isStopping() ? undefined : await again(port).catch(notYet)
      if (isStopping()) return
      if (server === undefined) continue
      if (server.port !== port) throw isLost(port, `another process started it at port ${server.port}`)
      pauseMs = 125
    }
  }
  const keeping = keep()
  return {
    lost: new Promise((resolve) => void keeping.catch(resolve)),
    stop: async () => {
      stopping = true
      await server?.stop()
      await Promise.race([keeping.catch(() => undefined), after(longestPauseMs, undefined, { ref: false })])
      await server?.stop()
    },
  }
}

const isLost = (port: number, why: string): UserError =>
  new UserError(`The embedded PostgreSQL is not to be had at port ${port} any more: ${why}.`, {
    fix: 'Start this process again: it joins the server where that is now, or starts it at another port.',
  })
