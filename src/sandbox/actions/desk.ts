import type { Child, Grace } from './child.ts'
import type { Contexts } from './expression.ts'
import type { Masks } from './masks.ts'
import type { Job, RunRequest } from './runner.ts'
import type { JobPlan, Permissions, RunDefaults, Workflow } from './workflow.ts'

/** What a job is given. */
export type JobScene = Readonly<{
  request: RunRequest
  workflow: Workflow
  plan: JobPlan
  permissions: Permissions | undefined
  /** github, inputs, vars, needs. */
  contexts: Contexts
  workflowEnv: Readonly<Record<string, string>>
  /** The machine's own environment for steps: small, and never the whole of this process's. */
  env: Readonly<Record<string, string>>
  /** Folders in front of PATH. */
  path: readonly string[]
  /** The job's own folder, removed when the job ends. */
  folder: string
  grace: Grace
  masks: Masks
  artifacts: Artifacts
  log: (line: string) => void
  report: (job: Job) => void
}>

export type Artifacts = Readonly<{
  names: () => readonly string[]
  get: (name: string) => Uint8Array | undefined
  /** Also hands the archive to GitHub. */
  put: (name: string, zip: Uint8Array) => void
}>

/** What the steps of one job share and change as they go. */
export type Desk = {
  /** Of the workflow, the job, and what steps wrote to GITHUB_ENV. */
  env: Record<string, string>
  /** What steps wrote to GITHUB_PATH, the newest first. */
  path: readonly string[]
  steps: Record<string, StepRecord>
  contexts: Contexts
  base: Readonly<Record<string, string>>
  defaults: RunDefaults
  failed: boolean
  /** The job could not be set up: no step can run. */
  broken: boolean
  interrupted: boolean
  abandoned: boolean
  current: Child | undefined
  /** By which the processes of the job are found again. */
  readonly trackingId: string
  readonly workspace: string
  readonly temp: string
  readonly files: string
  readonly children: Child[]
}

type StepRecord = Readonly<{
  outputs: Readonly<Record<string, string>>
  outcome: StepConclusion
  conclusion: StepConclusion
}>

export type StepConclusion = 'success' | 'failure' | 'cancelled' | 'skipped'
