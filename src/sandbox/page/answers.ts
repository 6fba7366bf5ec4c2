/** The parts of GitHub's answers that the page shows. */
type Account = Readonly<{ login: string; type?: string }>

export type Pull = Readonly<{
  number: number
  title: string
  body: string | null
  state: 'open' | 'closed'
  merged_at: string | null
  mergeable_state?: string
  created_at: string
  user: Account
  head: Readonly<{ sha: string; ref: string }>
  base: Readonly<{ ref: string }>
}>

export type CheckRun = Readonly<{
  id: number
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: string | null
  app?: Readonly<{ name: string }> | null
  output: Readonly<{ title: string | null; summary: string | null; annotations_count?: number }>
}>

export type Annotation = Readonly<{
  path: string
  start_line: number
  end_line: number
  annotation_level: 'notice' | 'warning' | 'failure'
  title: string | null
  message: string
}>

export type ChangedFile = Readonly<{
  filename: string
  status: string
  additions: number
  deletions: number
  patch?: string
}>

export type Comment = Readonly<{ user: Account; body: string; created_at: string }>

export type Review = Readonly<{ user: Account; body: string | null; state: string; submitted_at: string }>

export type Run = Readonly<{
  id: number
  name: string
  display_title: string
  status: string
  conclusion: string | null
  event: string
  head_branch: string | null
  head_sha: string
  created_at: string
  updated_at: string
  run_started_at?: string
  actor: Account
}>

export type RunJob = Readonly<{
  id: number
  name: string
  status: string
  conclusion: string | null
  started_at: string | null
  completed_at: string | null
  steps?: readonly Readonly<{
    number: number
    name: string
    status: string
    conclusion: string | null
    started_at: string | null
    completed_at: string | null
  }>[]
}>
