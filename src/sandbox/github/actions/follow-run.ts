import type { Report, RunUpdate } from '../../actions/runner.ts'
import { stamp, writeMoment, type GitHub } from '../github.ts'
import type { CheckRun } from '../memory/check.ts'
import type { Repository } from '../memory/repository.ts'
import type { Run, RunJob } from '../memory/run.ts'
import { announceCheckRun } from '../pulls/check-runs.ts'
import { showRun, showWorkflow } from '../show/run.ts'
import { actionsAppId, actionsBot } from './actions-app.ts'

/** What the runner says of one attempt of a run, kept and announced, in the order it was said. */
export function followRun(
  github: GitHub,
  repository: Repository,
  { run, token }: { run: Run; token: string },
): Report {
  const { attempt } = run
  let turn: Promise<void> = Promise.resolve()
  return (update) => {
    // A report from an attempt that was given up says nothing about the new one.
    if (run.attempt !== attempt || run.status === 'completed') return
    // Facts first, so that whoever asks sees them at once; the announcements follow in order.
    const announce = keep(github, repository, { run, update })
    if (update.type === 'completed') github.memory.tokens.delete(token)
    turn = turn.then(announce).catch((error: unknown) => github.log(`run ${run.id}: ${String(error)}`))
  }
}

type Told = Readonly<{ run: Run; update: RunUpdate }>

function keep(github: GitHub, repository: Repository, { run, update }: Told): () => Promise<void> | void {
  const quiet = () => undefined
  run.updatedAt = stamp(github)
  switch (update.type) {
    case 'queued':
      run.name = update.name
      run.title = update.title
      return () => announceRun(github, repository, run, 'requested')
    case 'started':
      run.status = 'in_progress'
      run.startedAt = stamp(github)
      return () => announceRun(github, repository, run, 'in_progress')
    case 'job':
      return keepJob(github, repository, { run, update })
    case 'log':
      run.logs.push(`${update.job}\t${update.line}`)
      return quiet
    case 'artifact':
      keepArtifact(github, repository, { run, update })
      return quiet
    case 'completed':
      run.status = 'completed'
      run.conclusion = update.conclusion
      return () => announceRun(github, repository, run, 'completed')
  }
}

export async function announceRun(
  github: GitHub,
  repository: Repository,
  run: Run,
  action: 'requested' | 'in_progress' | 'completed',
): Promise<void> {
  const workflow = repository.workflows.values().find(({ id }) => id === run.workflowId)
  const shown = await showRun(github, repository, run)
  // By the time it is announced the run may be further; the payload tells of the moment it is about.
  const moment =
    action === 'completed'
      ? {}
      : { status: action === 'requested' ? 'queued' : 'in_progress', conclusion: null }
  github.announce({
    event: 'workflow_run',
    action,
    repository,
    sender: run.triggeringActor,
    payload: {
      action,
      workflow: workflow ? showWorkflow(github, repository, workflow) : null,
      workflow_run: { ...shown, ...moment },
    },
  })
}

/** Every job is also a check run of the Actions App, under the same number. */
function keepJob(
  github: GitHub,
  repository: Repository,
  { run, update }: { run: Run; update: Extract<RunUpdate, { type: 'job' }> },
): () => void {
  const { job } = update
  const known = run.jobs.get(job.key)
  const kept: RunJob = known ?? {
    id: github.nextId(),
    attempt: run.attempt,
    createdAt: stamp(github),
    job,
  }
  kept.job = job
  run.jobs.set(job.key, kept)
  const before = repository.checkRuns.get(kept.id)
  const check: CheckRun = before ?? {
    id: kept.id,
    suiteId: run.suiteId,
    appId: actionsAppId,
    headSha: run.headSha,
    name: job.name,
    status: job.status,
    conclusion: null,
    detailsUrl: `${github.webUrl}/${repository.owner}/${repository.name}/actions/runs/${run.id}/job/${kept.id}`,
    externalId: String(kept.id),
    startedAt: job.startedAt ?? stamp(github),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
  }
  const completes = job.status === 'completed' && check.completedAt === null
  check.status = job.status
  check.conclusion = job.conclusion
  check.completedAt = job.completedAt
  repository.checkRuns.set(check.id, check)
  return () => {
    if (!before) announceCheckRun(github, repository, { run: check, action: 'created', sender: actionsBot })
    if (completes)
      announceCheckRun(github, repository, { run: check, action: 'completed', sender: actionsBot })
  }
}

const ninetyDays = 90 * 24 * 3600 * 1000

function keepArtifact(
  github: GitHub,
  repository: Repository,
  { run, update }: { run: Run; update: Extract<RunUpdate, { type: 'artifact' }> },
): void {
  const id = github.nextId()
  repository.artifacts.set(id, {
    id,
    runId: run.id,
    name: update.name,
    zip: update.zip,
    createdAt: stamp(github),
    expiresAt: writeMoment(new Date(github.now().getTime() + ninetyDays)),
  })
}
