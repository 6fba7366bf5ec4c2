/** All check runs of one App on one commit. */
export type CheckSuite = {
  readonly id: number
  readonly appId: number
  readonly headSha: string
  readonly headBranch: string | null
  readonly createdAt: string
  updatedAt: string
}

type CheckStatus = 'queued' | 'in_progress' | 'completed'

export const conclusions = [
  'action_required',
  'cancelled',
  'failure',
  'neutral',
  'success',
  'skipped',
  'timed_out',
] as const
type CheckConclusion = (typeof conclusions)[number]

export type CheckRun = {
  readonly id: number
  readonly suiteId: number
  readonly appId: number
  readonly headSha: string
  name: string
  status: CheckStatus
  conclusion: CheckConclusion | null
  detailsUrl: string | null
  externalId: string
  startedAt: string
  completedAt: string | null
  title: string | null
  summary: string | null
  text: string | null
  readonly annotations: Annotation[]
}

export type Annotation = Readonly<{
  path: string
  start_line: number
  end_line: number
  start_column: number | null
  end_column: number | null
  annotation_level: 'notice' | 'warning' | 'failure'
  message: string
  title: string | null
  raw_details: string | null
}>

export type CommitStatus = Readonly<{
  id: number
  sha: string
  state: 'error' | 'failure' | 'pending' | 'success'
  context: string
  description: string | null
  targetUrl: string | null
  creator: string
  createdAt: string
}>
