import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { UserError } from '../tenant/user-error.ts'

export type Command = Readonly<{
  program: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string | undefined>>
  /** Each line of standard output, as it comes. */
  onLine: (line: string) => void
  /** When it fires, the program is asked once to stop, and waited for: it has a state to save. */
  signal: AbortSignal
}>

/** `code` null: ended by a signal. `stderr` is its last 4 000 characters. */
export type Ended = Readonly<{ code: number | null; stderr: string }>

export async function runProgram(command: Command): Promise<Ended> {
  if (command.signal.aborted)
    throw new UserError('The run was stopped.', { fix: 'Run it again; nothing is lost.' })
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // In a process group of its own: Ctrl-C would otherwise reach it twice, from the terminal and from us, and
      // Terraform takes the second one as "drop everything".
      detached: true,
    })
    let stderr = ''
    const stop = (): void => void child.kill('SIGTERM')
    command.signal.addEventListener('abort', stop, { once: true })
    createInterface(child.stdout).on('line', command.onLine)
    child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)))
    child.once('error', reject)
    child.once('close', (code) => {
      command.signal.removeEventListener('abort', stop)
      resolve({ code, stderr })
    })
  })
}
