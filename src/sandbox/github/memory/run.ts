import type { Job } from '../../actions/runner.ts'

export type Workflow = {
  readonly id: number
  /** `.github/workflows/provision.yml` */
  readonly path: string
  name: string
  runs: number
  readonly createdAt: string
}

/** One run of a workflow. Its jobs are kept as the runner reported them last. */
export type Run = {
  readonly id: number
  readonly workflowId: number
  readonly number: number
  attempt: number
  name: string
  title: string
  readonly event: string
  readonly ref: string
  /** Branch of `headSha`. */
  readonly headBranch: string
  /** Whose code it runs: GITHUB_SHA. */
  readonly sha: string
  /** Where its checks show. Of a run for a pull request that is the head, whosever code runs. */
  readonly headSha: string
  readonly actor: string
  triggeringActor: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  readonly inputs: Readonly<Record<string, string>>
  readonly payload: Readonly<Record<string, unknown>>
  readonly suiteId: number
  readonly createdAt: string
  updatedAt: string
  startedAt: string
  readonly jobs: Map<string, RunJob>
  readonly logs: string[]
}

export type RunJob = { readonly id: number; readonly attempt: number; readonly createdAt: string; job: Job }

export type Artifact = Readonly<{
  id: number
  runId: number
  name: string
  zip: Uint8Array
  createdAt: string
  expiresAt: string
}>
