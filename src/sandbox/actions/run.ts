import { join } from 'node:path'
import type { Grace } from './child.ts'
import type { Groups } from './concurrency.ts'
import { runContexts } from './contexts.ts'
import { evaluateFlag, evaluateIf, evaluateText, evaluateTexts, type Contexts } from './expression.ts'
import { ancestorsOf, conclude, statusAfter, type RunState } from './judge-run.ts'
import { startJob, type JobEnd, type RunningJob } from './job.ts'
import { openMasks } from './masks.ts'
import { openArtifacts } from './artifacts.ts'
import type { Conclusion, Job, Report, RunRequest } from './runner.ts'
import type { Slots } from './slots.ts'
import { awaitTurn, type Turn } from './turn.ts'
import type { Concurrency, JobPlan, Workflow } from './workflow.ts'

export type RunningRun = Readonly<{
  done: Promise<Conclusion>
  cancel: (because: string) => void
  /** Ends it at once; with SIGKILL when this process itself is ending. */
  abandon: (signal?: 'SIGKILL') => void
}>

export type RunScene = Readonly<{
  request: RunRequest
  workflow: Workflow
  /** With defaults filled in. */
  inputs: Readonly<Record<string, string>>
  world: Readonly<{
    groups: Groups
    slots: Slots
    home: string
    path: readonly string[]
    env: () => Promise<Readonly<Record<string, string>>>
    grace: Grace
  }>
  report: Report
}>

/** Runs one workflow: its turn in the concurrency group, then its jobs as their needs are met. */
export function startRun(scene: RunScene): RunningRun {
  const { request, workflow, world, report } = scene
  const contexts = runContexts(request, workflow, scene.inputs)
  const masks = openMasks([...Object.values(request.secrets), request.token])
  const artifacts = openArtifacts((name, zip) => report({ type: 'artifact', name, zip }))
  const turns = new Set<Turn>()
  const running = new Set<RunningJob>()
  const state: RunState = { cancelled: undefined, abandoned: false, started: false }
  const ends = new Map<string, Promise<JobEnd>>()

  const log = (job: string) => (text: string) => {
    for (const line of masks.hide(text).split('\n')) report({ type: 'log', job, line })
  }
  const cancel = (because: string) => {
    state.cancelled ??= because
    turns.forEach((turn) => turn.withdraw())
    running.forEach((job) => job.cancel(because))
  }
  report({ type: 'queued', name: workflow.name, title: titleOf(scene, contexts) })

  const endOf = (plan: JobPlan): Promise<JobEnd> => {
    const known = ends.get(plan.key)
    if (known) return known
    const end = Promise.resolve().then(() => playJob(plan))
    ends.set(plan.key, end)
    return end
  }

  async function playJob(plan: JobPlan): Promise<JobEnd> {
    const needed = workflow.jobs.filter(({ key }) => plan.needs.includes(key))
    const met = await Promise.all(needed.map(async (need) => [need.key, await endOf(need)] as const))
    const tell = (status: Job['status'], conclusion: Conclusion | null) => {
      const at = status === 'completed' ? new Date().toISOString() : null
      const name = plan.name ?? plan.key
      report({
        type: 'job',
        job: { key: plan.key, name, status, conclusion, startedAt: at, completedAt: at, steps: [] },
      })
    }
    const over = (result: JobEnd['result']): JobEnd => {
      tell('completed', result)
      return { result, outputs: {} }
    }
    try {
      const given = { ...contexts, needs: Object.fromEntries(met) }
      const ancestors = await Promise.all(ancestorsOf(plan, workflow).map(endOf))
      if (state.abandoned) return over('cancelled')
      if (!evaluateIf(plan.if, given, statusAfter(ancestors, state))) return over('skipped')
      tell('queued', null)
      // Asked for with always() or cancelled(), a job of a cancelled run still runs.
      const despiteCancel = state.cancelled !== undefined
      const calledOff = () => state.abandoned || (state.cancelled !== undefined && !despiteCancel)
      const own = plan.concurrency && groupOf(plan.concurrency, given, request)
      const whole = workflow.concurrency && groupOf(workflow.concurrency, contexts, request)
      if (own && own.group.toLowerCase() === whole?.group.toLowerCase())
        throw new Error(`A deadlock: the job waits for the concurrency group that its own workflow holds.`)
      let job: RunningJob | undefined
      const turn = awaitTurn({
        ...own,
        groups: world.groups,
        slots: world.slots,
        cancelRunning: (because) => job?.cancel(because),
      })
      turns.add(turn)
      const begun = await turn.begun
      try {
        const env = begun ? await world.env() : {}
        if (!begun || calledOff()) return over('cancelled')
        if (!state.started) report({ type: 'started' })
        state.started = true
        job = startJob({
          request,
          workflow,
          plan,
          permissions: plan.permissions ?? workflow.permissions,
          contexts: given,
          workflowEnv: evaluateTexts(workflow.env, { ...contexts, secrets: request.secrets }),
          env,
          path: world.path,
          folder: join(world.home, `${request.runId}-${request.runAttempt}`, plan.key),
          grace: world.grace,
          masks,
          artifacts,
          log: log(plan.key),
          report: (update) => report({ type: 'job', job: update }),
        })
        running.add(job)
        return await job.done
      } finally {
        if (job) running.delete(job)
        turns.delete(turn)
        turn.end()
      }
    } catch (error) {
      log(plan.key)(`##[error]${error instanceof Error ? error.message : String(error)}`)
      return over('failure')
    }
  }

  async function play(): Promise<Conclusion> {
    await Promise.resolve()
    const turn = awaitTurn({
      ...(workflow.concurrency && groupOf(workflow.concurrency, contexts, request)),
      groups: world.groups,
      cancelRunning: cancel,
    })
    turns.add(turn)
    const begun = await turn.begun
    turns.delete(turn)
    try {
      if (!begun || state.abandoned || state.cancelled !== undefined) return 'cancelled'
      return conclude(await Promise.all(workflow.jobs.map(endOf)), state)
    } finally {
      turn.end()
    }
  }

  const done = play()
    .catch((error: unknown): Conclusion => {
      log('workflow')(`##[error]${error instanceof Error ? error.message : String(error)}`)
      return 'failure'
    })
    .then((conclusion) => {
      report({ type: 'completed', conclusion })
      return conclusion
    })
  return {
    done,
    cancel,
    abandon(signal) {
      state.abandoned = true
      state.cancelled ??= 'the sandbox is closing'
      turns.forEach((turn) => turn.withdraw())
      running.forEach((job) => job.abandon(signal))
    },
  }
}

function titleOf({ workflow, request }: RunScene, contexts: Contexts): string {
  if (workflow.runName !== undefined) {
    try {
      const title = evaluateText(workflow.runName, contexts).trim()
      if (title !== '') return title
    } catch {
      // GitHub also falls back to the usual title.
    }
  }
  const payload = request.event.payload as {
    pull_request?: { title?: string }
    head_commit?: { message?: string }
  }
  return payload.pull_request?.title ?? payload.head_commit?.message?.split('\n')[0] ?? workflow.name
}

/** A group belongs to its repository. */
function groupOf(
  concurrency: Concurrency,
  contexts: Contexts,
  { repository }: RunRequest,
): Readonly<{ group: string; cancelInProgress: boolean }> {
  return {
    group: `${repository.owner}/${repository.name}:${evaluateText(concurrency.group, contexts)}`,
    cancelInProgress: evaluateFlag(concurrency.cancelInProgress, contexts),
  }
}
