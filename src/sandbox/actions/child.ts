import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

export type Child = Readonly<{
  /** Ends when the process has; `stopped` says that we asked for it. */
  done: Promise<Readonly<{ code: number; stopped: boolean }>>
  /** SIGINT to the whole group, then SIGTERM, then SIGKILL, as long as it lives. */
  stop: (grace: Grace) => void
  /** SIGKILL to whatever the process left running behind it. */
  reap: () => void
}>

/** Milliseconds from SIGINT to SIGTERM and from there to SIGKILL. */
export type Grace = Readonly<{ interrupt: number; terminate: number }>

export type ChildOptions = Readonly<{
  cwd: string
  env: Readonly<Record<string, string>>
  onLine: (line: string) => void
}>

/** Starts a command as the leader of a process group of its own, so that all it starts can be ended with it. */
export function startChild(command: readonly [string, ...string[]], options: ChildOptions): Child {
  const [file, ...args] = command
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stopped = false
  let ended = false
  const timers: NodeJS.Timeout[] = []
  const done = finish(child, options.onLine).then((code) => {
    ended = true
    timers.forEach(clearTimeout)
    return { code, stopped }
  })
  return {
    done,
    stop(grace) {
      if (ended || stopped) return
      stopped = true
      signalGroup(child, 'SIGINT')
      timers.push(
        setTimeout(() => signalGroup(child, 'SIGTERM'), grace.interrupt),
        setTimeout(() => signalGroup(child, 'SIGKILL'), grace.interrupt + grace.terminate),
      )
    },
    reap: () => signalGroup(child, 'SIGKILL'),
  }
}

async function finish(child: ChildProcess, onLine: (line: string) => void): Promise<number> {
  const readers = [child.stdout, child.stderr]
    .filter((stream) => stream !== null)
    .map((stream) => createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine))
  const drained = Promise.all(
    readers.map((reader) => new Promise((resolve) => reader.once('close', resolve))),
  )
  const code = await new Promise<number>((resolve) => {
    child.on('error', (error) => {
      onLine(error.message)
      resolve(127)
    })
    child.on('exit', (exit, signal) => resolve(exit ?? (signal === null ? 1 : 128)))
  })
  // A background process may hold the pipes open after the step has ended: its lines are not waited for.
  const patience = setTimeout(() => readers.forEach((reader) => reader.close()), 500)
  await drained
  clearTimeout(patience)
  child.stdout?.destroy()
  child.stderr?.destroy()
  return code
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // The group has ended already.
  }
}
