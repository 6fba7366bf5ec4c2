import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'

export type Service = Readonly<{
  /** Resolves with the line that showed it was up; rejects when it ends before that, or takes too long. */
  up: Promise<string>
  close: () => Promise<void>
}>

type ServiceOptions = Readonly<{
  command: readonly [string, ...string[]]
  env: Readonly<Record<string, string | undefined>>
  /** Its output goes here. */
  logFile: string
  /** The line it prints when it listens. */
  upWhen: RegExp
}>

/**
 * Runs beside the command and ends it when our end of its standard input closes: so even a
 * `kill -9` of the sandbox leaves nothing behind. At once: these servers keep nothing but memory, and moto takes
 * three seconds to clear its own when it is asked politely.
 */
const guard =
  'exec 3<&0; "$@" 3<&- </dev/null & child=$!; { cat <&3 >/dev/null; kill -s KILL $child; } 2>/dev/null & wait $child; kill $! 2>/dev/null'

const patience = 30_000
const grace = 3000

/** Starts a server for the life of the sandbox. */
export function startService({ command, env, logFile, upWhen }: ServiceOptions): Service {
  const child = spawn('sh', ['-c', guard, 'sh', ...command], {
    env: { ...env },
    // Of its own group: a Ctrl-C in the terminal goes to the sandbox, which ends its services last.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const log = createWriteStream(logFile, { flags: 'a' })
  child.stdin.on('error', () => undefined)
  const ended = new Promise<void>((resolve) => {
    child.on('error', () => resolve())
    child.on('close', () => resolve())
  })
  const killAll = () => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended already.
    }
  }
  process.once('exit', killAll)
  void ended.then(() => {
    process.off('exit', killAll)
    log.end()
  })

  const up = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`${command[0]} was not up after ${patience / 1000} s`)),
      patience,
    )
    let last = ''
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        log.write(`${line}\n`)
        last = line
        if (upWhen.test(line)) {
          clearTimeout(timer)
          resolve(line)
        }
      })
    void ended.then(() => {
      clearTimeout(timer)
      reject(new Error(`${command[0]} ended before it was up: ${last}`))
    })
  })
  // Whoever waits for it hears of it; a close before that is no error of anybody.
  up.catch(() => undefined)
  return {
    up,
    async close() {
      child.stdin.end()
      const timer = setTimeout(killAll, grace)
      await ended
      clearTimeout(timer)
    },
  }
}
