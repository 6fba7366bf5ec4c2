import type { People } from '../approvals/people.ts'
import type { Claim } from '../capacity/claim.ts'
import type { EstateFile, FileChange } from '../tenant/estate-file.ts'
import type { Standing } from '../tenant/standing.ts'
import type { TenantId } from '../tenant/tenant.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { ApprovedAmounts } from './approved/approved-amounts.ts'
import type { ApprovedRules } from './approved/approved-rules.ts'

export type PullRef = Readonly<{ estate: EstateRef; number: number }>

/** A pull request merged onto the tip of a merge queue: what would be on the branch. */
export type MergeGroup = Readonly<{ headSha: string; baseSha: string }>

/** Everything `evaluate` looks at; read in full before it decides. */
export type ReviewInput = Readonly<{
  pull: Pull | undefined
  /** Every path that differs between the merge base and the head. */
  files: readonly FileChange[]
  /** All paths of the head, for uniqueness. */
  headPaths: readonly string[]
  /** `.github/landlord/**` at the base commit: the rules in force. */
  rules: readonly EstateFile[]
  /**
   * Tenant files that are deployed or on the base branch: what capacity is counted over. A tenant whose file differs
   * between the two is there twice, and its larger claim counts.
   */
  neighbours: readonly EstateFile[]
  /** The tenant files of the base branch 30 days ago, where the settings count what came since; absent = not known. */
  earlier?: readonly EstateFile[]
  /** What the registry knows as deployed or under way; undefined offline, where nothing is known. */
  standing: readonly Standing[] | undefined
  /** Ids of tenants that were purged; undefined offline. */
  tombstones?: readonly TenantId[] | undefined
  /** The room that approved pull requests hold; undefined offline, where nobody knows of any. */
  claims?: readonly Claim[] | undefined
  /** Undefined offline: seats are opened, and none is filled. */
  people: People | undefined
  /** Whose review is asked for now: logins, and teams as `org/team`; absent = not known. */
  requested?: readonly string[]
  /**
   * Object ids that the changed paths had at the commits people approved, by commit and path (undefined: no such
   * file there). A commit that git has forgotten is absent, and an approval of it lapses.
   */
  reviewed: Readonly<Record<string, Readonly<Record<string, string | undefined>>>>
  /** What each approval was first seen to approve; absent where nothing is remembered, such as offline. */
  approvedAmounts?: ApprovedAmounts
  /** The rules under which each approval was first seen; absent where nothing is remembered. */
  approvedRules?: ApprovedRules
  /** ISO date of the head commit: prices and rates are those of that day. */
  on: string
  /**
   * ISO date of this judgement: rules take effect and waivers end by it, since whoever commits chooses `on`.
   * Absent = `on`.
   */
  today?: string
}>

/** What is known before anybody is asked: files, rules and what stands. */
export type ChangeInput = Omit<ReviewInput, 'people' | 'requested' | 'reviewed'>

export type Pull = Readonly<{
  number: number
  title: string
  author: string
  draft: boolean
  /** What is merged is decided no more. Absent = not yet. */
  merged?: boolean
  fromFork: boolean
  headSha: string
  baseSha: string
  baseRef: string
}>
