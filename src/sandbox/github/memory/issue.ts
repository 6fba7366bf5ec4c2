/** An issue or, when `pull` is set, a pull request: they share numbers, comments and labels. */
export type Issue = {
  readonly id: number
  readonly number: number
  title: string
  body: string | null
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null
  readonly author: string
  readonly createdAt: string
  updatedAt: string
  closedAt: string | null
  closedBy: string | null
  readonly labels: Set<string>
  assignees: readonly string[]
  readonly comments: Comment[]
  readonly pull: Pull | null
}

export type PullIssue = Issue & { readonly pull: Pull }

/** What has to be known of it wherever a pull request is shown. */
export type Fork = Readonly<{ id: number; owner: string; name: string; folder: string }>

type Pull = {
  readonly id: number
  /** The fork that the head is a branch of; null = the repository itself. */
  readonly fork: Fork | null
  readonly headRef: string
  headSha: string
  baseRef: string
  /** Where the base branch stood when the pull request was opened, last pushed to or last retargeted. */
  baseSha: string
  draft: boolean
  mergedAt: string | null
  mergedBy: string | null
  /** The merge when merged; before, GitHub's own test merge, if it merges cleanly. */
  mergeCommitSha: string | null
  readonly reviews: Review[]
  readonly reviewComments: ReviewComment[]
  requestedReviewers: readonly string[]
  requestedTeams: readonly string[]
  maintainerCanModify: boolean
}

export type Review = {
  readonly id: number
  readonly author: string
  body: string
  state: 'PENDING' | 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED'
  readonly commitId: string
  submittedAt: string | null
}

/** On lines of the head as they were at `commitId`; both lines included. */
export type ReviewComment = Readonly<{
  id: number
  review: number
  author: string
  body: string
  path: string
  startLine: number | null
  line: number
  hunk: string
  commitId: string
  createdAt: string
}>

export type Comment = {
  readonly id: number
  readonly issue: number
  readonly author: string
  body: string
  readonly createdAt: string
  updatedAt: string
  /** The App that wrote it. */
  readonly appId: number | null
  readonly reactions: Reaction[]
}

export const reactionContents = [
  '+1',
  '-1',
  'laugh',
  'confused',
  'heart',
  'hooray',
  'rocket',
  'eyes',
] as const

export type Reaction = Readonly<{
  id: number
  author: string
  content: (typeof reactionContents)[number]
  createdAt: string
}>

export type Label = {
  readonly id: number
  readonly name: string
  readonly color: string
  readonly description: string | null
}
