import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** One program of ours in a process of its own, in an empty folder, with nothing of this process's environment. */
export type Process = Readonly<{
  folder: string
  /** Everything it printed so far. */
  said: () => string
  /** Resolves with the first match of what it prints; rejects when it ends before. */
  says: (words: RegExp) => Promise<RegExpExecArray>
  signal: (signal: NodeJS.Signals) => void
  /** Milliseconds from the signal to its end, and its exit code. */
  end: (signal: NodeJS.Signals) => Promise<Readonly<{ code: number | null; tookMs: number }>>
  ended: Promise<number | null>
}>

export async function aProcess(
  program: string,
  {
    args = [],
    env = {},
  }: Readonly<{ args?: readonly string[]; env?: Readonly<Record<string, string>> }> = {},
): Promise<Process> {
  const folder = await mkdtemp(join(tmpdir(), 'landlord-process-'))
  const child = spawn(process.execPath, [join(root, program), ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  })
  let said = ''
  const looks: (() => void)[] = []
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
      for (const look of looks) look()
    })
  const ended = once(child, 'close').then(() => child.exitCode)
  return {
    folder,
    said: () => said,
    says: (words) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = words.exec(said)
          if (found !== null) resolve(found)
        }
        looks.push(look)
        look()
        void ended.then(() => reject(new Error(`It ended and never said ${words.source}:\n${said}`)))
      }),
    signal: (signal) => void child.kill(signal),
    end: async (signal) => {
      const began = performance.now()
      child.kill(signal)
      return { code: await ended, tookMs: Math.round(performance.now() - began) }
    },
    ended,
  }
}
