import type { ChangeKind } from '../tenant/change.ts'
import type { TenantId } from '../tenant/tenant.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Authority } from './authority.ts'
import type { ResourceChange } from './resource-change.ts'
import type { OperationId, RunResult } from './result.ts'

/**
 * QUEUED → DISPATCHED → APPLYING → CONFIGURING → VERIFYING → ACTIVE
 * the data of another comes first: … → CONFIGURING → COPYING → VERIFYING → ACTIVE
 * a run lost or cancelled → UNKNOWN → resume or fail
 * failure → ROLLING_BACK → ROLLED_BACK → REVERT_PR → REVERTED; rollback impossible → QUARANTINED
 * suspended on purpose: … → VERIFYING → SUSPENDED
 * retirement: QUEUED → RETIRING (export) → GRACE → PURGING → PURGED; taken back in time: GRACE → REVERTED
 * a look at what stands: QUEUED → DISPATCHED → VERIFYING → INSPECTED, whatever it saw
 * its plan would lose data → UNAUTHORISED until somebody says yes: QUEUED
 * merged past the gate → UNAUTHORISED, where nothing is done → its revert merged: REVERTED; broken glass: QUEUED
 */
export const operationStates = [
  'QUEUED',
  'DISPATCHED',
  'APPLYING',
  'CONFIGURING',
  'COPYING',
  'VERIFYING',
  'ACTIVE',
  'UNKNOWN',
  'ROLLING_BACK',
  'ROLLED_BACK',
  'REVERT_PR',
  'REVERTED',
  'QUARANTINED',
  'UNAUTHORISED',
  'SUSPENDED',
  'RETIRING',
  'GRACE',
  'PURGING',
  'PURGED',
  'INSPECTED',
] as const
export type OperationState = (typeof operationStates)[number]

export const terminalStates: readonly OperationState[] = [
  'ACTIVE',
  'SUSPENDED',
  'REVERTED',
  'QUARANTINED',
  'PURGED',
  'INSPECTED',
]

/** What was asked for stands, and is entered as deployed. */
export const isStanding = (state: OperationState): state is Standing =>
  state === 'ACTIVE' || state === 'SUSPENDED'
type Standing = 'ACTIVE' | 'SUSPENDED'

/** One piece of provisioning work for one tenant at one merge commit. */
export type Operation = Readonly<{
  id: OperationId
  estate: EstateRef
  tenant: TenantId
  /** `inspect`: nothing was merged; what stands is looked at. */
  kind: ChangeKind | 'inspect'
  /** The tenant whose data it brings; absent = none. */
  movesFrom?: TenantId | undefined
  /** The state it ends in when all goes well with an apply; absent = ACTIVE. */
  standsAs?: Standing | undefined
  /** Path of the tenant file. */
  file: string
  /** The merge commit. */
  sha: string
  /** The tenant file's object id at `sha`; undefined when the file went away. */
  blob: string | undefined
  /** The pull request that brought the commit; undefined: it was pushed to the default branch. */
  pull: number | undefined
  /** By what right it runs; undefined in one that is UNAUTHORISED, or older than decisions are. */
  authority: Authority | undefined
  /** The seats that nobody was asked to fill, of a change that came past the gate. */
  skipped: readonly SkippedSeat[]
  /** File name of the workflow under .github/workflows, as the estate's settings said at `sha`. */
  workflow: string
  /** The commit of the last ACTIVE operation of the tenant; undefined = never active, so undo means destroy. */
  lastGoodSha: string | undefined
  state: OperationState
  /** ISO 8601, when the state was entered. */
  since: string
  /** ISO 8601, when the reconciler must look; undefined in a terminal state. */
  deadline: string | undefined
  /** ISO 8601, when the present attempt was handed to GitHub; saved before it is. undefined = it waits for that. */
  dispatchedAt: string | undefined
  /** Workflow run that is being followed, once it is known, and its page. */
  runId: number | undefined
  runUrl: string | undefined
  /** Runs up to this id have had their say: a repeated dispatch is not answered by an older run. */
  spentRunId: number | undefined
  /** How often the present action was dispatched. */
  attempt: number
  /** Why the operation failed, in one sentence. */
  reason: string | undefined
  /** The revert pull request. */
  revertPull: number | undefined
  /** What the apply run reported, and what the rollback run reported. */
  result: RunResult | undefined
  rollbackResult: RunResult | undefined
  /** Of a retirement: what the purge reported, and what was said about it in time. */
  purgeResult?: RunResult | undefined
  retirement?: Retirement | undefined
  /** Its place among the tenants of one merge; absent: it waits for none of them. */
  wave?: Wave | undefined
  /** Its plan would lose this, or do it although no review showed it, and waits for somebody to say yes (UNAUTHORISED) or no. */
  held?: readonly ResourceChange[] | undefined
  /** Who said yes, and to what (`heldDigest`). */
  mayLose?: Readonly<{ login: string; at: string; digest: string }> | undefined
  /** Days between export and purge at the least; absent = 30. */
  graceDays?: number | undefined
  history: readonly Entered[]
  /** Counts the changes that were saved: only the next one may follow (compare-and-set). */
  revision: number
}>

/** Of one merge: 0 is the canary, which goes first; the next begins when the one before it stands. */
export type Wave = Readonly<{ index: number; stopAfterFailures: number }>

/** What a retirement waits for once it is exported. */
type Retirement = Readonly<{
  /** ISO 8601, the earliest moment of the purge: grace and retention are over. */
  purgeAfter: string
  /** Who said yes to the purge, each a different person. */
  approvals: readonly Readonly<{ login: string; at: string }>[]
  /** Warnings that were given: days before the end of grace. */
  warned?: readonly number[]
}>

/** A seat of the rules in force before the change: its name, why it opens, and who may fill it, as APPROVERS has it. */
export type SkippedSeat = Readonly<{ name: string; because: string; approvers: readonly string[] }>

/** A state was entered, and why where that is not plain. */
export type Entered = Readonly<{ state: OperationState; at: string; reason?: string | undefined }>

export const isOpen = (operation: Operation): boolean => !terminalStates.includes(operation.state)

/**
 * What the work will leave behind is not certain yet. It is once the tenant is rolled back: the revert pull request is
 * opened, and may be reviewed, before its number is known here.
 */
export const isUncertain = (state: OperationState): boolean => holdsTenant(state) && state !== 'ROLLED_BACK'

/** Work is under way or due: the tenant's next operation waits. A revert pull request keeps nobody waiting. */
export const holdsTenant = (state: OperationState): boolean =>
  !standsAside.includes(state) && !terminalStates.includes(state)

const standsAside: readonly OperationState[] = ['REVERT_PR', 'UNAUTHORISED', 'GRACE']
