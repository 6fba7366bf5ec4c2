import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseCommand, parseKeyValueFile } from './commands.ts'
import type { Desk, JobScene } from './desk.ts'

export type StepOutput = Readonly<{
  /** GITHUB_ENV, GITHUB_OUTPUT, GITHUB_PATH, GITHUB_STEP_SUMMARY. */
  variables: Readonly<Record<string, string>>
  /** One line of the step: a workflow command, or a line of the log. */
  line: (line: string) => void
  setOutput: (name: string, value: string) => void
  /** Takes over what the step wrote into its files. */
  settle: () => Promise<Readonly<{ outputs: Readonly<Record<string, string>>; failed: boolean }>>
}>

/** The ways in which a step speaks to its runner: commands among its lines, and four files. */
export async function openOutput(scene: JobScene, desk: Desk, index: number): Promise<StepOutput> {
  const file = (name: string) => join(desk.files, `${name}_${index + 1}`)
  const variables = {
    GITHUB_ENV: file('env'),
    GITHUB_OUTPUT: file('output'),
    GITHUB_PATH: file('path'),
    GITHUB_STEP_SUMMARY: file('summary'),
  }
  for (const path of Object.values(variables)) await writeFile(path, '')
  const outputs: Record<string, string> = {}
  return {
    variables,
    line: readLines(scene),
    setOutput: (name, value) => (outputs[name] = value),
    async settle() {
      let failed = false
      try {
        for (const [name, value] of parseKeyValueFile(await readFile(variables.GITHUB_OUTPUT, 'utf8')))
          outputs[name] = value
        for (const [name, value] of parseKeyValueFile(await readFile(variables.GITHUB_ENV, 'utf8')))
          if (mayBeSet(name)) desk.env[name] = value
          else {
            failed ||= name === 'NODE_OPTIONS'
            scene.log(`##[error]A step may not set ${name} for the steps after it.`)
          }
      } catch (error) {
        failed = true
        scene.log(`##[error]${error instanceof Error ? error.message : String(error)}`)
      }
      const added = (await readFile(variables.GITHUB_PATH, 'utf8'))
        .split(/\r?\n/)
        .filter((line) => line !== '')
      desk.path = [...added.toReversed(), ...desk.path]
      const summary = (await readFile(variables.GITHUB_STEP_SUMMARY, 'utf8')).trimEnd()
      if (summary !== '') {
        scene.log('##[group]Step summary')
        for (const line of summary.split('\n')) scene.log(line)
        scene.log('##[endgroup]')
      }
      return { outputs, failed }
    },
  }
}

/** NODE_OPTIONS would run code in every later step; GITHUB_* and RUNNER_* are the runner's. */
function mayBeSet(name: string): boolean {
  return !/^(NODE_OPTIONS|GITHUB_.*|RUNNER_.*)$/i.test(name)
}

function readLines({ log, masks }: JobScene): (line: string) => void {
  let resumeAt: string | undefined
  return (line) => {
    if (resumeAt !== undefined) {
      if (line.trim() === `::${resumeAt}::`) resumeAt = undefined
      else log(line)
      return
    }
    const command = parseCommand(line)
    switch (command?.name) {
      case 'add-mask':
        masks.add(command.value)
        return
      case 'debug':
      case 'echo':
        return
      case 'stop-commands':
        resumeAt = command.value
        return
      case 'error':
      case 'warning':
      case 'notice':
      case 'group':
        for (const part of `##[${command.name}]${place(command.properties)}${command.value}`.split('\n'))
          log(part)
        return
      case 'endgroup':
        log('##[endgroup]')
        return
      case 'set-output':
      case 'save-state':
      case 'set-env':
      case 'add-path':
        log(`##[error]The command ${command.name} is disabled on GitHub; write to the file GITHUB_* instead.`)
        return
      default:
        log(line)
    }
  }
}

function place({ file, line }: Readonly<Record<string, string>>): string {
  return file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `
}
