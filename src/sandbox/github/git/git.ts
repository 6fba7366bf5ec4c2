import { spawn } from 'node:child_process'

export type GitOptions = Readonly<{
  input?: string | Uint8Array
  env?: Readonly<Record<string, string>>
  /** Exit codes that are an answer, not a failure. Default: 0 only. */
  expect?: readonly number[]
}>

export type GitResult = Readonly<{ code: number; stdout: Buffer }>

/** Runs git in a repository, without any of this machine's own configuration. */
export async function git(
  folder: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<GitResult> {
  const child = spawn('git', [...args], { cwd: folder, env: { ...gitEnvironment, ...options.env } })
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  // git may end before it has read everything; its exit code tells, not the broken pipe.
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input)
  const code = await new Promise<number>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 128))
  })
  if (!(options.expect ?? [0]).includes(code)) {
    throw new Error(`git ${args.join(' ')} ended with ${code}: ${Buffer.concat(stderr).toString().trim()}`)
  }
  return { code, stdout: Buffer.concat(stdout) }
}

export async function gitText(
  folder: string,
  args: readonly string[],
  options?: GitOptions,
): Promise<string> {
  return (await git(folder, args, options)).stdout.toString('utf8').trimEnd()
}

/** Variables of a git hook or of the person who runs us would point git at another repository. */
export const gitEnvironment: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
}
