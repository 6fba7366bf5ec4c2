import { stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Desk, JobScene } from './desk.ts'
import { evaluateText, type Contexts } from './expression.ts'
import type { StepPlan } from './workflow.ts'

export type Exec = (
  command: readonly [string, ...string[]],
  options?: Readonly<{
    cwd?: string
    env?: Readonly<Record<string, string>>
    /** Instead of the step's log. */
    onLine?: (line: string) => void
  }>,
) => Promise<number>

type Script = Readonly<{
  action: Extract<StepPlan['action'], { type: 'run' }>
  contexts: Contexts
  env: Readonly<Record<string, string>>
  desk: Desk
  scene: JobScene
  exec: Exec
  index: number
}>

/**
 * A `run:` step. Its expressions are replaced in the text of the script before a shell reads it, exactly as on GitHub:
 * that is why untrusted values belong into `env`, never between `${{ }}` in a script.
 */
export async function runScript({
  action,
  contexts,
  env,
  desk,
  scene,
  exec,
  index,
}: Script): Promise<number> {
  const script = evaluateText(action.script, contexts)
  const shell = action.shell === undefined ? desk.defaults.shell : evaluateText(action.shell, contexts)
  const file = join(desk.temp, `step-${index + 1}.sh`)
  const command = shellCommand(shell, file)
  await writeFile(file, script, { mode: 0o700 })
  announce(script, shell, env, scene.log)
  const folder = action.workingDirectory ?? desk.defaults.workingDirectory
  const cwd = resolve(desk.workspace, folder === undefined ? '.' : evaluateText(folder, contexts))
  if (!(await stat(cwd).catch(() => undefined))?.isDirectory())
    throw new Error(`The working directory '${cwd}' does not exist.`)
  return exec(command, { cwd })
}

/** GitHub's own command lines: without `shell` a pipe hides the failure of its first part, with `shell: bash` it does not. */
function shellCommand(shell: string | undefined, file: string): readonly [string, ...string[]] {
  switch (shell) {
    case undefined:
      return ['bash', '-e', file]
    case 'bash':
      return ['bash', '--noprofile', '--norc', '-eo', 'pipefail', file]
    case 'sh':
      return ['sh', '-e', file]
    default:
      throw new Error(`The sandbox's runner knows the shells bash and sh, not '${shell}'.`)
  }
}

function announce(
  script: string,
  shell: string | undefined,
  env: Readonly<Record<string, string>>,
  log: (line: string) => void,
): void {
  const lines = script.trimEnd().split('\n')
  log(`##[group]Run ${lines[0] ?? ''}`)
  for (const line of lines) log(line)
  log(`shell: ${shell ?? 'bash -e'}`)
  const variables = Object.entries(env)
  if (variables.length > 0) log('env:')
  for (const [name, value] of variables) log(`  ${name}: ${value}`)
  log('##[endgroup]')
}
