import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Desk } from './desk.ts'
import { evaluateTexts, type Contexts } from './expression.ts'
import type { StepOutput } from './output.ts'
import { parseAction, type CompositeAction } from './parse-action.ts'
import type { StepPlan } from './workflow.ts'

/** `./path`: an action that lies in the workspace. */
export const isLocal = (uses: string): boolean => uses.startsWith('./')

type Called = Readonly<{
  uses: string
  inputs: Readonly<Record<string, string>>
  env: Readonly<Record<string, string>>
  output: StepOutput
  /** Plays one of its steps at the desk. */
  play: (step: StepPlan, index: number) => Promise<unknown>
}>

/**
 * Plays the steps of a local action at the desk of the job: with its own inputs, steps and outcome, and without secrets
 * and defaults, as on GitHub. What its steps set for those after them stays.
 */
export async function runComposite(desk: Desk, { uses, inputs, env, output, play }: Called): Promise<void> {
  const folder = resolve(desk.workspace, uses)
  const action = parseAction(await readAction(folder, uses))
  const { secrets: _, ...contexts } = desk.contexts
  const own = {
    ...contexts,
    github: { ...(contexts.github as Contexts), action_path: folder },
    inputs: inputsOf(action, inputs, contexts),
  }
  const outer = { ...desk }
  const given: Readonly<Record<string, string>> = { ...env, GITHUB_ACTION_PATH: folder }
  Object.assign(desk, { contexts: own, steps: {}, failed: false, defaults: {}, env: { ...given } })
  try {
    for (const [index, step] of action.steps.entries()) await play(step, index)
    const results = { ...own, env: desk.env, steps: desk.steps }
    for (const [name, value] of Object.entries(evaluateTexts(action.outputs, results)))
      output.setOutput(name, value)
    if (desk.failed) throw new Error(`A step of ${uses} failed.`)
  } finally {
    for (const [name, value] of Object.entries(desk.env)) if (given[name] !== value) outer.env[name] = value
    const { contexts: theirs, steps, failed, defaults, env: before } = outer
    Object.assign(desk, { contexts: theirs, steps, failed, defaults, env: before })
  }
}

async function readAction(folder: string, uses: string): Promise<string> {
  for (const name of ['action.yml', 'action.yaml']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return text
  }
  throw new Error(`There is no action.yml in ${uses}: is the repository checked out?`)
}

function inputsOf(
  { inputs }: CompositeAction,
  given: Readonly<Record<string, string>>,
  contexts: Contexts,
): Readonly<Record<string, string>> {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(inputs, name))
  if (unknown.length > 0) throw new Error(`The action has no input ${unknown.join(', ')}.`)
  const missing = Object.keys(inputs).filter((name) => inputs[name]?.required && given[name] === undefined)
  if (missing.length > 0) throw new Error(`The action needs the input ${missing.join(', ')}.`)
  const defaults = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default]))
  return { ...evaluateTexts(defaults, contexts), ...given }
}
