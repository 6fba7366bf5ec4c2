import { availableParallelism, loadavg } from 'node:os'
import type { Octokit } from '@octokit/rest'
import type { Operation } from '../../src/provisioning/operation.ts'
import { organization as owner, repository as repo } from '../../src/sandbox/people.ts'

/** What Landlord itself adds to the time of a workflow run, in ms. */
export type Overhead = Readonly<{
  /** GitHub has merged → the workflow is dispatched. */
  before: number
  /** The run's last job has ended → what it brought is in force. */
  after: number
}>

/** By GitHub's own times, which are whole seconds: so it may be up to a second less than it says. */
export async function overheadOf(operation: Operation, client: Octokit): Promise<Overhead> {
  const { pull, runId, dispatchedAt = '', since } = operation
  const merged = await client.pulls.get({ owner, repo, pull_number: pull ?? 0 })
  const jobs = await client.actions.listJobsForWorkflowRun({ owner, repo, run_id: runId ?? 0 })
  const ended = Math.max(...jobs.data.jobs.map(({ completed_at }) => Date.parse(completed_at ?? '')))
  return {
    before: Date.parse(dispatchedAt) - Date.parse(merged.data.merged_at ?? ''),
    after: Date.parse(since) - ended,
  }
}

/** 5 s, and a second for GitHub's clock; a machine that is asked for more than it has takes as much longer. */
export function boundMs(): number {
  const [load = 0] = loadavg()
  return 6_000 * Math.max(1, load / availableParallelism())
}
