import { randomUUID } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Child } from './child.ts'
import { githubVariables, runnerContext } from './contexts.ts'
import { evaluateFlag, evaluateText, evaluateTexts, type Contexts } from './expression.ts'
import { jobStatus } from './job-status.ts'
import { endOrphans, killOrphans, trackingVariable } from './orphans.ts'
import type { Job, Step } from './runner.ts'
import type { Desk, JobScene } from './desk.ts'
import { runStep, stepTitle } from './step.ts'

export type JobEnd = Readonly<{
  result: 'success' | 'failure' | 'cancelled' | 'skipped'
  outputs: Readonly<Record<string, string>>
}>

export type RunningJob = Readonly<{
  done: Promise<JobEnd>
  /** Interrupts the step; steps that ask for it (`always()`, `cancelled()`) still run, as on GitHub. */
  cancel: (because: string) => void
  /** Interrupts the step and runs no other; with SIGKILL at once, when this process is ending itself. */
  abandon: (signal?: 'SIGKILL') => void
}>

/** Runs the steps of one job in a workspace of its own, which is gone afterwards. */
export function startJob(scene: JobScene): RunningJob {
  const desk = openDesk(scene)
  const cancel = (because: string) => {
    if (desk.interrupted) return
    desk.interrupted = true
    scene.log(`##[error]The operation was canceled: ${because}.`)
    desk.current?.stop(scene.grace)
  }
  return {
    done: runJob(scene, desk, cancel),
    cancel,
    abandon(signal) {
      desk.abandoned = true
      if (signal) {
        killOrphans(desk.trackingId)
        for (const child of desk.children) child.reap()
      } else if (desk.interrupted) desk.current?.stop(scene.grace)
      else cancel('the sandbox is closing')
    },
  }
}

async function runJob(scene: JobScene, desk: Desk, cancel: (because: string) => void): Promise<JobEnd> {
  const startedAt = new Date().toISOString()
  const steps: Step[] = [
    newStep(1, 'Set up job'),
    ...scene.plan.steps.map((step, index) => newStep(index + 2, stepTitle(step))),
    newStep(scene.plan.steps.length + 2, 'Complete job'),
  ]
  const name = scene.masks.hide(evaluateName(scene))
  const tell = (state: Pick<Job, 'status' | 'conclusion' | 'completedAt'>) => {
    const shown = steps.map((step) => ({ ...step, name: scene.masks.hide(step.name) }))
    scene.report({ key: scene.plan.key, name, startedAt, steps: shown, ...state })
  }
  const play = async (index: number, work: () => Promise<StepEnd>) => {
    const step = steps[index]
    if (step === undefined) return
    const startedAt = new Date().toISOString()
    steps[index] = { ...step, status: 'in_progress', startedAt }
    tell({ status: 'in_progress', conclusion: null, completedAt: null })
    const end = await work()
    const completedAt = new Date().toISOString()
    steps[index] = {
      ...step,
      name: end.name ?? step.name,
      status: 'completed',
      conclusion: end.conclusion,
      startedAt,
      completedAt,
    }
  }

  let timer: NodeJS.Timeout | undefined
  let outputs: Readonly<Record<string, string>> = {}
  await play(0, async () => {
    try {
      timer = await setUp(scene, desk, cancel)
      return { conclusion: 'success' }
    } catch (error) {
      return fail(scene, desk, error)
    }
  })
  for (const [index, plan] of scene.plan.steps.entries()) {
    if (desk.abandoned || desk.broken) break
    await play(index + 1, () => runStep(scene, desk, plan, index))
  }
  await play(steps.length - 1, async () => {
    clearTimeout(timer)
    try {
      outputs = readOutputs(scene, desk)
      return { conclusion: 'success' }
    } catch (error) {
      return fail(scene, desk, error)
    } finally {
      await endOrphans(desk.trackingId, scene.grace.interrupt)
      for (const child of desk.children) child.reap()
      await rm(scene.folder, { recursive: true, force: true, maxRetries: 3 })
    }
  })
  const last = jobStatus(desk)
  const forgiven = last === 'failure' && evaluateFlag(scene.plan.continueOnError, scene.contexts)
  tell({ status: 'completed', conclusion: last, completedAt: new Date().toISOString() })
  return { result: forgiven ? 'success' : last, outputs }
}

type StepEnd = Readonly<{ name?: string; conclusion: NonNullable<Step['conclusion']> }>

function openDesk(scene: JobScene): Desk {
  const children: Child[] = []
  return {
    env: {},
    path: [],
    steps: {},
    contexts: scene.contexts,
    workspace: join(scene.folder, 'work', scene.request.repository.name),
    temp: join(scene.folder, 'temp'),
    files: join(scene.folder, 'commands'),
    base: {},
    defaults: {},
    failed: false,
    broken: false,
    interrupted: false,
    abandoned: false,
    trackingId: `landlord_${randomUUID()}`,
    current: undefined,
    children,
  }
}

async function setUp(
  scene: JobScene,
  desk: Desk,
  cancel: (because: string) => void,
): Promise<NodeJS.Timeout | undefined> {
  for (const folder of [desk.workspace, desk.temp, desk.files]) await mkdir(folder, { recursive: true })
  const runner = runnerContext(desk.temp, join(scene.folder, 'tools'))
  const eventPath = join(desk.files, 'event.json')
  const github = {
    ...(scene.contexts.github as Record<string, unknown>),
    job: scene.plan.key,
    workspace: desk.workspace,
    event_path: eventPath,
  }
  await writeFile(eventPath, JSON.stringify((github as { event?: unknown }).event))
  const named: Contexts = { ...scene.contexts, github }
  desk.contexts = {
    ...named,
    runner,
    secrets: { ...scene.request.secrets, GITHUB_TOKEN: scene.request.token },
  }
  desk.base = {
    ...scene.env,
    CI: 'true',
    [trackingVariable]: desk.trackingId,
    GITHUB_ACTIONS: 'true',
    ...githubVariables(github),
    ...Object.fromEntries(
      Object.entries(runner).map(([key, value]) => [`RUNNER_${key.toUpperCase()}`, value]),
    ),
  }
  const { runner: _, ...beforeSteps } = desk.contexts
  desk.env = { ...scene.workflowEnv, ...evaluateTexts(scene.plan.env, beforeSteps) }
  const defaults = { ...scene.workflow.defaults, ...scene.plan.defaults }
  desk.defaults = evaluateTexts(defaults, { ...named, env: desk.env })
  scene.log(`Runner of the sandbox, on this machine: ${runner.os ?? ''} ${runner.arch ?? ''}`)
  scene.log(`GITHUB_TOKEN permissions: ${JSON.stringify(scene.permissions ?? 'the default')}`)
  if (scene.plan.environment !== undefined)
    scene.log(`Environment ${scene.plan.environment}: the sandbox has no protection rules to wait for.`)
  const minutes = Number(evaluateText(scene.plan.timeoutMinutes ?? '360', scene.contexts))
  if (!Number.isFinite(minutes))
    throw new Error(`timeout-minutes is not a number: ${String(scene.plan.timeoutMinutes)}`)
  return setTimeout(() => cancel(`the job exceeded its maximum of ${minutes} minutes`), minutes * 60_000)
}

/** GitHub drops an output that may hold a secret, for outputs are readable by anyone who can see the run. */
function readOutputs(scene: JobScene, desk: Desk): Readonly<Record<string, string>> {
  const contexts = { ...desk.contexts, env: desk.env, steps: desk.steps, job: { status: jobStatus(desk) } }
  const outputs = Object.entries(evaluateTexts(scene.plan.outputs, contexts)).filter(([name, value]) => {
    if (!scene.masks.knows(value)) return true
    scene.log(`##[warning]Skip output '${name}' since it may contain secret.`)
    return false
  })
  return Object.fromEntries(outputs)
}

function evaluateName(scene: JobScene): string {
  try {
    return evaluateText(scene.plan.name ?? scene.plan.key, scene.contexts)
  } catch {
    return scene.plan.key
  }
}

function fail(scene: JobScene, desk: Desk, error: unknown): StepEnd {
  scene.log(`##[error]${error instanceof Error ? error.message : String(error)}`)
  desk.failed = true
  desk.broken = true
  return { conclusion: 'failure' }
}

function newStep(number: number, name: string): Step {
  return { number, name, status: 'queued', conclusion: null, startedAt: null, completedAt: null }
}
