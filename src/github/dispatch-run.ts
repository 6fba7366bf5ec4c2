import type { Observation, RunRef } from '../provisioning/observation.ts'
import type { Operation } from '../provisioning/operation.ts'
import type { WorkflowAction } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { GitHub } from './octokit.ts'
import { asking, isRateLimit, statusOf } from './limits/refusal.ts'

type Dispatched = Extract<Observation, { type: 'dispatched' | 'dispatch-refused' }>

/**
 * Starts the provisioning workflow on the default branch: what runs is what was reviewed, whatever the commit.
 * Newer GitHubs answer with the run; older ones with nothing, and the run is found by its name.
 */
export async function dispatchRun(
  github: GitHub,
  operation: Operation,
  action: WorkflowAction,
): Promise<Dispatched> {
  const { estate, workflow, id, tenant, sha, lastGoodSha = '', mayLose, movesFrom } = operation
  // Only where it says something: an older workflow does not take it.
  const loss = action === 'apply' && mayLose !== undefined ? { mayLose: mayLose.digest } : {}
  const move = action === 'apply' && movesFrom !== undefined ? { movesFrom } : {}
  const { owner, repo } = estate
  const branch = await loadDefaultBranch(github, estate)
  try {
    const { data } = await github.request(
      'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
      {
        ...{ owner, repo, workflow_id: workflow, ref: branch, return_run_details: true },
        inputs: { operation: id, tenant, action, sha, lastGoodSha, ...loss, ...move },
      },
    )
    return { type: 'dispatched', run: runIn(data) }
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined || ![400, 403, 404, 422].includes(status) || isRateLimit(error)) throw error
    return { type: 'dispatch-refused', says: `${reasons[status] ?? 'it was refused'} (${status}).` }
  }
}

const reasons: Readonly<Record<number, string>> = {
  403: 'the App may not write to Actions here',
  404: 'the workflow is not on the default branch, or Actions are off',
  422: 'the workflow is disabled, or does not take these inputs',
}

function runIn(data: unknown): RunRef | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  if (!('workflow_run_id' in data) || typeof data.workflow_run_id !== 'number') return undefined
  return { id: data.workflow_run_id, url: 'html_url' in data ? String(data.html_url) : '' }
}

export async function loadDefaultBranch(github: GitHub, { owner, repo }: EstateRef): Promise<string> {
  const { data } = await asking('read the repository', () =>
    github.request('GET /repos/{owner}/{repo}', { owner, repo }),
  )
  return data.default_branch
}

/** A run that has ended meanwhile needs no cancelling. */
export async function cancelRun(github: GitHub, { owner, repo }: EstateRef, runId: number): Promise<void> {
  try {
    await github.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', {
      ...{ owner, repo, run_id: runId },
    })
  } catch (error) {
    if (![404, 409].includes(statusOf(error) ?? 0)) throw error
  }
}
