import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { announceRun } from '../actions/follow-run.ts'
import { submit } from '../actions/start-run.ts'
import { loadWorkflowFile } from '../actions/workflow-file.ts'
import { stamp } from '../github.ts'
import { accepted, created, ok, type Answer } from '../http/answer.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Run, RunJob } from '../memory/run.ts'
import { showJob, showRun } from '../show/run.ts'
import { dateFilter } from './date-filter.ts'
import { workflowOf } from './workflows.ts'

const one = '/actions/runs/{run_id}'

export const runRoutes = [
  inRepository('GET', '/actions/runs', granted('actions:read'), (call) => listRuns(call, () => true)),
  inRepository('GET', '/actions/workflows/{workflow_id}/runs', granted('actions:read'), async (call) => {
    const { id } = await workflowOf(call)
    return listRuns(call, ({ workflowId }) => workflowId === id)
  }),
  inRepository('GET', one, granted('actions:read'), async (call) =>
    ok(await showRun(call.github, call.repository, runOf(call))),
  ),
  inRepository('POST', `${one}/cancel`, granted('actions:write'), cancel),
  inRepository('POST', `${one}/rerun`, granted('actions:write'), rerun),
  inRepository('GET', `${one}/jobs`, granted('actions:read'), (call) => {
    const run = runOf(call)
    const jobs = [...run.jobs.values()]
    return paged(call, jobs, (page) => ({
      total_count: jobs.length,
      jobs: page.map((kept) => showJob(call.github, call.repository, { run, kept })),
    }))
  }),
  inRepository('GET', '/actions/jobs/{job_id}', granted('actions:read'), (call) =>
    ok(showJob(call.github, call.repository, jobOf(call))),
  ),
  inRepository('GET', '/actions/jobs/{job_id}/logs', granted('actions:read'), (call) => {
    const { run, kept } = jobOf(call)
    const own = run.logs.filter((line) => line.startsWith(`${kept.job.key}\t`))
    const text = own.map((line) => `${line.slice(kept.job.key.length + 1)}\n`).join('')
    const file = { bytes: Buffer.from(text), type: 'text/plain; charset=utf-8', name: `${kept.id}.txt` }
    return { status: 302, headers: { location: call.github.webUrl + call.github.storage.offer(file) } }
  }),
]

export function runOf({ repository, params }: RepositoryCall): Run {
  const run = repository.runs.get(Number(params.run_id))
  if (!run) throw notFound()
  return run
}

function jobOf({ repository, params }: RepositoryCall): { run: Run; kept: RunJob } {
  for (const run of repository.runs.values()) {
    const kept = run.jobs.values().find(({ id }) => id === Number(params.job_id))
    if (kept) return { run, kept }
  }
  throw notFound()
}

async function listRuns(call: RepositoryCall, belongs: (run: Run) => boolean): Promise<Answer> {
  const { github, repository, query } = call
  const asked = (name: string, value: string) => [null, value].includes(query.get(name))
  const inTime = dateFilter(query.get('created'))
  const status = query.get('status')
  const found = [...repository.runs.values()]
    .filter(belongs)
    .filter((run) => asked('event', run.event) && asked('head_sha', run.headSha) && asked('actor', run.actor))
    .filter((run) => asked('branch', run.ref.replace(/^refs\/(heads|tags)\//, '')))
    .filter((run) => status === null || run.status === status || run.conclusion === status)
    .filter((run) => inTime(run.createdAt))
    .reverse()
  const shown = await Promise.all(found.slice(0, 1000).map((run) => showRun(github, repository, run)))
  return paged(call, shown, (page) => ({ total_count: found.length, workflow_runs: page }))
}

async function cancel(call: RepositoryCall): Promise<Answer> {
  const { github, repository } = call
  const run = runOf(call)
  if (run.status === 'completed') {
    throw new Refusal(409, 'Cannot cancel a workflow run that is completed.')
  }
  if (github.runner) {
    github.runner.cancel(run.id)
  } else {
    run.status = 'completed'
    run.conclusion = 'cancelled'
    run.updatedAt = stamp(github)
    await announceRun(github, repository, run, 'completed')
  }
  return accepted({})
}

/** The same commit, the same inputs, one attempt more. */
async function rerun(call: RepositoryCall): Promise<Answer> {
  const { github, repository, caller } = call
  const run = runOf(call)
  if (run.status !== 'completed') throw new Refusal(403, 'This workflow is already running')
  const workflow = repository.workflows.values().find(({ id }) => id === run.workflowId)
  if (!workflow) throw notFound()
  const file = await loadWorkflowFile(repository, { path: workflow.path, sha: run.sha })
  run.attempt += 1
  run.status = 'queued'
  run.conclusion = null
  run.triggeringActor = actorOf(caller).login
  run.updatedAt = run.startedAt = stamp(github)
  run.jobs.clear()
  run.logs.length = 0
  await submit(github, repository, { run, workflow, file })
  return created({})
}
