/**
 * The seam between the sandbox's GitHub, which keeps runs, jobs and artifacts, and its Actions runner,
 * which executes them. GitHub submits; the runner reports until the run is completed.
 */
export type Runner = Readonly<{
  submit: (request: RunRequest, report: Report) => void
  cancel: (runId: number) => void
  /** Ends every running step and waits for it. */
  close: () => Promise<void>
}>

export type Report = (update: RunUpdate) => void

/** One run of one workflow file, with all that its expressions may ask for. */
export type RunRequest = Readonly<{
  runId: number
  runNumber: number
  runAttempt: number
  repository: Readonly<{ owner: string; name: string; id: number; defaultBranch: string; cloneUrl: string }>
  /** `.github/workflows/provision.yml` and its text at `sha`. */
  workflow: Readonly<{ path: string; source: string }>
  event: Readonly<{ name: string; payload: Readonly<Record<string, unknown>> }>
  /** `refs/heads/main` and the commit it stood at. */
  ref: string
  sha: string
  actor: string
  inputs: Readonly<Record<string, string>>
  vars: Readonly<Record<string, string>>
  secrets: Readonly<Record<string, string>>
  /** GITHUB_TOKEN of the run. */
  token: string
  apiUrl: string
  serverUrl: string
}>

export type RunUpdate =
  /** First report: `name` is the workflow's, `title` the evaluated run-name. */
  | Readonly<{ type: 'queued'; name: string; title: string }>
  | Readonly<{ type: 'started' }>
  /** A job began, advanced or ended; sent whole each time. */
  | Readonly<{ type: 'job'; job: Job }>
  | Readonly<{ type: 'log'; job: string; line: string }>
  | Readonly<{ type: 'artifact'; name: string; zip: Uint8Array }>
  | Readonly<{ type: 'completed'; conclusion: Conclusion }>

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped'

export type Job = Readonly<{
  key: string
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  startedAt: string | null
  completedAt: string | null
  steps: readonly Step[]
}>

export type Step = Readonly<{
  /** 1-based. */
  number: number
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: Conclusion | null
  startedAt: string | null
  completedAt: string | null
}>
