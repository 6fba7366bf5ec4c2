import type { Role } from './account.ts'
import type { CheckRun, CheckSuite, CommitStatus } from './check.ts'
import type { Comment, Issue, Label } from './issue.ts'
import type { Artifact, Run, Workflow } from './run.ts'

export type Repository = {
  readonly id: number
  readonly owner: string
  readonly name: string
  /** Id of the repository that it is a fork of. */
  readonly forkOf: number | null
  readonly description: string | null
  readonly private: boolean
  readonly defaultBranch: string
  /** Its bare git repository on disk. */
  readonly folder: string
  readonly createdAt: string
  pushedAt: string
  /** By lower-case login. */
  readonly people: Map<string, Role>
  /** By team slug. */
  readonly teams: Map<string, Role>
  readonly protections: Map<string, Protection>
  readonly issues: Map<number, Issue>
  readonly comments: Map<number, Comment>
  /** By lower-case name. */
  readonly labels: Map<string, Label>
  readonly checkSuites: Map<number, CheckSuite>
  readonly checkRuns: Map<number, CheckRun>
  readonly statuses: CommitStatus[]
  /** By path. */
  readonly workflows: Map<string, Workflow>
  readonly runs: Map<number, Run>
  readonly artifacts: Map<number, Artifact>
  readonly variables: Map<string, Readonly<{ value: string; at: string }>>
  readonly secrets: Map<string, string>
  /** Pull requests that are about to be merged, in turn. */
  readonly mergeQueue: MergeGroup[]
  /** The last write under way: writes to refs take turns. */
  turn: Promise<unknown>
}

/** One pull request merged onto the branch and all that is queued before it. `baseRef` is a branch's name. */
export type MergeGroup = Readonly<{
  number: number
  by: string
  baseRef: string
  baseSha: string
  headRef: string
  headSha: string
}>

/** Branch protection, as far as it is enforced here. */
export type Protection = Readonly<{
  /** null = no status check is required. */
  checks: readonly RequiredCheck[] | null
  strict: boolean
  enforceAdmins: boolean
  /** null = no pull request is required. */
  reviews: Readonly<{ count: number; dismissStale: boolean; codeOwners: boolean }> | null
  linearHistory: boolean
  allowForcePushes: boolean
  allowDeletions: boolean
}>

/** `appId` null = any App (or commit status) may set it. */
export type RequiredCheck = Readonly<{ context: string; appId: number | null }>
