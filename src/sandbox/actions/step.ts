import { delimiter } from 'node:path'
import { findAction } from './uses/find-action.ts'
import { startChild } from './child.ts'
import { isLocal, runComposite } from './composite.ts'
import type { Desk, JobScene, StepConclusion } from './desk.ts'
import { evaluateFlag, evaluateIf, evaluateText, evaluateTexts, type Contexts } from './expression.ts'
import { jobStatus } from './job-status.ts'
import { openOutput, type StepOutput } from './output.ts'
import { runScript } from './script.ts'
import type { StepPlan } from './workflow.ts'

export type StepEnd = Readonly<{ name: string; conclusion: StepConclusion }>

/** Decides whether a step runs, runs it, and keeps what it wrote for those after it. */
export async function runStep(scene: JobScene, desk: Desk, plan: StepPlan, index: number): Promise<StepEnd> {
  const contexts: Contexts = {
    ...desk.contexts,
    env: desk.env,
    steps: desk.steps,
    job: { status: jobStatus(desk) },
  }
  let name = stepTitle(plan)
  let end: StepWork = { outcome: 'failure', outputs: {} }
  let forgive = false
  try {
    const { secrets: _, ...visible } = contexts
    if (!evaluateIf(plan.if, visible, jobStatus(desk))) end = { outcome: 'skipped', outputs: {} }
    else {
      const env = { ...desk.env, ...evaluateTexts(plan.env, contexts) }
      const own = { ...contexts, env }
      if (plan.name !== undefined) name = evaluateText(plan.name, own)
      forgive = evaluateFlag(plan.continueOnError, own)
      end = await work(scene, desk, plan, { contexts: own, env, index })
    }
  } catch (error) {
    scene.log(`##[error]${error instanceof Error ? error.message : String(error)}`)
  }
  const conclusion = end.outcome === 'failure' && forgive ? 'success' : end.outcome
  if (conclusion === 'failure') desk.failed = true
  if (plan.id !== undefined) desk.steps[plan.id] = { outputs: end.outputs, outcome: end.outcome, conclusion }
  return { name, conclusion }
}

/** The name of a step before its expressions are evaluated. */
export function stepTitle({ name, action }: StepPlan): string {
  if (name !== undefined) return name
  if (action.type === 'uses') return `Run ${action.uses}`
  return `Run ${action.script.trimStart().split('\n')[0] ?? ''}`
}

type StepWork = Readonly<{ outcome: StepConclusion; outputs: Readonly<Record<string, string>> }>

type Given = Readonly<{ contexts: Contexts; env: Readonly<Record<string, string>>; index: number }>

async function work(scene: JobScene, desk: Desk, plan: StepPlan, given: Given): Promise<StepWork> {
  const output = await openOutput(scene, desk, given.index)
  const limit =
    plan.timeoutMinutes === undefined ? undefined : evaluateText(plan.timeoutMinutes, given.contexts)
  const alreadyInterrupted = desk.interrupted
  const clock = { ranOut: false }
  const timer =
    limit === undefined
      ? undefined
      : setTimeout(
          () => {
            clock.ranOut = true
            scene.log(`##[error]The action '${stepTitle(plan)}' has timed out after ${limit} minutes.`)
            desk.current?.stop(scene.grace)
          },
          Number(limit) * 60_000,
        )
  let outcome: StepConclusion
  try {
    const code = await execute(scene, desk, plan, given, output)
    if (code !== 0 && !clock.ranOut) scene.log(`##[error]Process completed with exit code ${code}.`)
    outcome = code === 0 ? 'success' : 'failure'
  } catch (error) {
    scene.log(`##[error]${error instanceof Error ? error.message : String(error)}`)
    outcome = 'failure'
  } finally {
    clearTimeout(timer)
  }
  const settled = await output.settle()
  if (settled.failed && outcome === 'success') outcome = 'failure'
  if (clock.ranOut) outcome = 'failure'
  else if (desk.interrupted && !alreadyInterrupted) outcome = 'cancelled'
  return { outcome, outputs: settled.outputs }
}

async function execute(
  scene: JobScene,
  desk: Desk,
  plan: StepPlan,
  { contexts, env, index }: Given,
  output: StepOutput,
): Promise<number> {
  const interruptedBefore = desk.interrupted
  const variables = () => ({
    ...desk.base,
    ...env,
    ...output.variables,
    PATH: [...desk.path, ...scene.path, desk.base.PATH ?? ''].filter((part) => part !== '').join(delimiter),
    GITHUB_ACTION: plan.id ?? `__run_${index + 1}`,
  })
  const exec = async (
    command: readonly [string, ...string[]],
    options: { cwd?: string; env?: Readonly<Record<string, string>>; onLine?: (line: string) => void } = {},
  ): Promise<number> => {
    // Interrupted before its command had begun, or between two of its commands.
    if (desk.abandoned || (desk.interrupted && !interruptedBefore)) return 130
    const child = startChild(command, {
      cwd: options.cwd ?? desk.workspace,
      env: { ...variables(), ...options.env },
      onLine: options.onLine ?? output.line,
    })
    desk.current = child
    desk.children.push(child)
    const { code } = await child.done
    desk.current = undefined
    return code
  }
  if (plan.action.type === 'run')
    return runScript({ action: plan.action, contexts, env, desk, scene, exec, index })
  const { uses } = plan.action
  scene.log(`##[group]Run ${uses}`)
  const inputs = evaluateTexts(plan.action.with, contexts)
  for (const [key, value] of Object.entries(inputs)) scene.log(`  ${key}: ${value}`)
  scene.log('##[endgroup]')
  if (isLocal(uses))
    await runComposite(desk, {
      ...{ uses, inputs, env, output },
      // Its files are not those of the job's own steps.
      play: (step, inner) => runStep(scene, desk, step, (index + 1) * 1_000 + inner),
    })
  else await findAction(uses, inputs)({ scene, desk, inputs, env: variables(), exec, output })
  return 0
}
