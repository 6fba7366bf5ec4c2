import { phasesOf, type Observation, type PhaseBegun } from '../provisioning/observation.ts'
import type { Operation } from '../provisioning/operation.ts'
import type { WorkflowAction } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { loadDefaultBranch } from './dispatch-run.ts'
import { loadRunResult } from './load/load-run-result.ts'
import { everyItem, type AppIdentity, type GitHub } from './octokit.ts'
import { asking, statusOf } from './limits/refusal.ts'

type RunSeen = Extract<Observation, { type: 'no-run' | 'run-going' | 'run-ended' }>

/** Looks at the run of an operation: by its id where that is known, else by the name it was given. */
export async function observeRun(
  github: GitHub,
  operation: Operation,
  { action, app }: Readonly<{ action: WorkflowAction; app: AppIdentity }>,
): Promise<RunSeen> {
  const { estate } = operation
  const found =
    operation.runId === undefined
      ? await findRun(github, operation, { action, app })
      : await loadRun(github, estate, operation.runId)
  if (found === undefined) return { type: 'no-run' }
  const run = { id: Number(found.id), url: found.html_url }
  if (found.status !== 'completed')
    return {
      type: 'run-going',
      run,
      phases: found.status === 'in_progress' ? await loadPhases(github, estate, run.id) : [],
    }
  const [phases, result] = await Promise.all([
    loadPhases(github, estate, run.id),
    loadRunResult(github, estate, run.id),
  ])
  return { type: 'run-ended', run, conclusion: found.conclusion ?? 'unknown', phases, result }
}

/** The fields of a workflow run that matter here. */
type Run = Readonly<{
  id: number | bigint
  html_url: string
  status: string | null
  conclusion: string | null
  display_title: string
  event: string
  head_branch: string | null
  actor?: Readonly<{ login: string }> | null
}>

/** What the workflow's run-name makes of its inputs. */
const runTitle = ({ id, tenant }: Operation, action: WorkflowAction): string =>
  `landlord ${id} ${action} ${tenant}`

async function loadRun(github: GitHub, { owner, repo }: EstateRef, runId: number): Promise<Run | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}', {
      ...{ owner, repo, run_id: runId },
    })
    return data
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

/**
 * The newest run of that name, dispatched by the App on the default branch: anybody with write access can give a run a
 * name, on a branch of theirs with a workflow of theirs, or start this very workflow, which then refuses them.
 */
async function findRun(
  github: GitHub,
  operation: Operation,
  { action, app }: Readonly<{ action: WorkflowAction; app: AppIdentity }>,
): Promise<Run | undefined> {
  const { estate, workflow, spentRunId = 0 } = operation
  const { owner, repo } = estate
  const branch = await loadDefaultBranch(github, estate)
  const title = runTitle(operation, action)
  const since = new Date(Date.parse(operation.history[0]?.at ?? operation.since) - clockSkewMs)
  for (let page = 1; page <= 10; page++) {
    const { data } = await asking('list workflow runs', () =>
      github.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
        ...{ owner, repo, workflow_id: workflow, branch, event: 'workflow_dispatch', per_page: 100, page },
        created: `>=${since.toISOString().slice(0, 19)}Z`,
      }),
    )
    const named = data.workflow_runs.filter(
      (run) =>
        run.display_title === title &&
        run.event === 'workflow_dispatch' &&
        run.head_branch === branch &&
        run.actor?.login === `${app.slug}[bot]` &&
        run.id > spentRunId,
    )
    const newest = named.sort((one, other) => Number(other.id) - Number(one.id))[0]
    if (newest !== undefined || data.workflow_runs.length < 100) return newest
  }
  return undefined
}

const clockSkewMs = 5 * 60_000

async function loadPhases(github: GitHub, { owner, repo }: EstateRef, runId: number): Promise<PhaseBegun[]> {
  const jobs = await asking('read the steps of a run', () =>
    everyItem(async (page) => {
      const { data, headers } = await github.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs', {
        ...{ owner, repo, run_id: runId, filter: 'latest', per_page: 100, page },
      })
      return { data: data.jobs, headers }
    }),
  )
  return phasesOf(
    jobs.flatMap(({ steps = [] }) =>
      steps.map(({ name, started_at: startedAt = null, conclusion }) => ({
        name,
        startedAt,
        skipped: conclusion === 'skipped',
      })),
    ),
  )
}
