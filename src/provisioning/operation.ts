import type { ChangeKind } from '../tenant/change.ts'
import type { TenantId } from '../tenant/tenant.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { OperationId, RunResult } from './result.ts'

/**
 * QUEUED → DISPATCHED → APPLYING → CONFIGURING → VERIFYING → ACTIVE
 * a run lost or cancelled → UNKNOWN → resume or fail
 * failure → ROLLING_BACK → ROLLED_BACK → REVERT_PR → REVERTED; rollback impossible → QUARANTINED
 */
export const operationStates = [
  'QUEUED',
  'DISPATCHED',
  'APPLYING',
  'CONFIGURING',
  'VERIFYING',
  'ACTIVE',
  'UNKNOWN',
  'ROLLING_BACK',
  'ROLLED_BACK',
  'REVERT_PR',
  'REVERTED',
  'QUARANTINED',
] as const
export type OperationState = (typeof operationStates)[number]

export const terminalStates: readonly OperationState[] = ['ACTIVE', 'REVERTED', 'QUARANTINED']

/** One piece of provisioning work for one tenant at one merge commit. */
export type Operation = Readonly<{
  id: OperationId
  estate: EstateRef
  tenant: TenantId
  kind: ChangeKind
  /** Path of the tenant file. */
  file: string
  /** The merge commit. */
  sha: string
  /** The tenant file's object id at `sha`; undefined when the file went away. */
  blob: string | undefined
  /** The pull request that brought the commit. */
  pull: number
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
  history: readonly Entered[]
  /** Counts the changes that were saved: only the next one may follow (compare-and-set). */
  revision: number
}>

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
  state !== 'REVERT_PR' && !terminalStates.includes(state)
