import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import type { PostgresProgram } from './embedded-program.ts'

export type Started = Readonly<{
  port: number
  /** Until it has ended, asked or not. */
  ended: Promise<void>
  stop: () => Promise<void>
}>

type Settings = Readonly<{ flags: readonly string[]; port?: number | undefined }>

/**
 * Starts a server on that loopback port, or any free one, and waits until it is ready; undefined when it ended instead
 * (the port was taken in between, or another process won the data folder).
 */
export async function launch(
  program: PostgresProgram,
  data: string,
  logFile: string,
  { flags, port: wanted }: Settings,
): Promise<Started | undefined> {
  const port = wanted ?? (await freePort())
  const log = await open(logFile, 'w', 0o600)
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', ...flags]
  const server = [program.postgres, '-D', data, '-p', String(port), ...settings.flatMap((it) => ['-c', it])]
  const [command = '', ...rest] = [...(program.runAs?.prefix ?? []), 'sh', '-c', keeper, 'sh', ...server]
  // Its own session: Ctrl-C in the terminal is for us, who still have work to hand back to the database.
  const child = spawn(command, rest, { stdio: ['pipe', 'pipe', log.fd], detached: true, env: quiet() })
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  let pid = 0
  child.stdout?.once('data', (said: Buffer) => {
    pid = Number(said.toString())
    child.stdout?.destroy()
  })
  child.stdin?.on('error', () => undefined)
  await log.close()
  // A server must not keep a process alive that has nothing else to do.
  child.unref()
  const stop = async (): Promise<void> => {
    child.ref()
    child.stdin?.destroy()
    await gone
  }
  let ended = false
  void gone.then(() => (ended = true))
  const isEnded = (): boolean => ended
  while (!isEnded()) {
    const lock = await readLock(data)
    // By its process id: of two that start at the same port the other one may have won.
    if (lock?.pid === pid && lock.ready) return { port, ended: gone, stop }
    await after(10)
  }
  return undefined
}

/** The port it was last started at; undefined = never yet. */
export async function lastPort(data: string): Promise<number | undefined> {
  const line = await readFile(join(data, 'postmaster.opts'), 'utf8').catch(() => '')
  const port = /"-p" "(\d+)"/.exec(line)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** What `postmaster.pid` says; undefined when nobody holds the data folder. */
export async function readLock(data: string): Promise<Lock | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const lines = text.split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3] ?? 0), ready: lines[7]?.trim() === 'ready' }
}

/** The layout of the file is PostgreSQL's own: pid, folder, start, port, socket folder, address, memory, status. */
export type Lock = Readonly<{ pid: number; port: number; ready: boolean }>

/**
 * The server hangs on a pipe from us: whatever ends us, SIGKILL too, closes the pipe, and the server is
 * then asked for a fast shutdown. Nothing is left behind, and no signal handler of ours is in anybody's way. The server's
 * process id is said last: whoever would have read it may be gone, which ends this shell, and not the keeper.
 */
const keeper = `exec 3<&0
"$@" 3<&- </dev/null >/dev/null &
server=$!
{ read -r _ <&3; kill -INT $server; } >/dev/null 2>&1 &
keeper=$!
echo $server
wait $server
code=$?
kill $keeper 2>/dev/null
exit $code`

/** PostgreSQL reads PG* of its own accord; the user's are meant for another server. */
function quiet(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('PG'))
  return { ...Object.fromEntries(own), LC_ALL: 'C' }
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
