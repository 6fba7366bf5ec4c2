import type { Change } from '../tenant/change.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Authority } from './authority.ts'
import { deadlineOf } from './deadlines.ts'
import type { Deployed } from './deployed.ts'
import type { Operation, SkippedSeat, Wave } from './operation.ts'
import type { OperationId } from './result.ts'

/** Where a change was merged, and what stood before it. */
export type Merged = Readonly<{
  estate: EstateRef
  pull: number | undefined
  /** The merge commit. */
  sha: string
  lastGoodSha: string | undefined
  workflow: string
  /** Days that a retired tenant is kept, as the settings say. */
  graceDays?: number
  right: Right
  wave?: Wave | undefined
  /** Another tenant's data comes first. */
  movesFrom?: string | undefined
}>

/** By what right it runs, or why it has none and who was not asked. */
export type Right =
  Readonly<{ authority: Authority }> | Readonly<{ because: string; skipped: readonly SkippedSeat[] }>

/** An operation that waits for its turn; without a right to run, one that never gets a turn. */
export function newOperation(change: Change, merged: Merged, id: OperationId, now: Date): Operation {
  const at = now.toISOString()
  const { right } = merged
  const state = 'authority' in right ? 'QUEUED' : 'UNAUTHORISED'
  const reason = 'authority' in right ? undefined : right.because
  return {
    id,
    estate: merged.estate,
    tenant: change.tenant,
    kind: change.kind,
    file: change.file,
    sha: merged.sha,
    blob: change.afterBlob,
    pull: merged.pull,
    authority: 'authority' in right ? right.authority : undefined,
    skipped: 'authority' in right ? [] : right.skipped,
    workflow: merged.workflow,
    lastGoodSha: merged.lastGoodSha,
    state,
    since: at,
    deadline: deadlineOf(state, now),
    dispatchedAt: undefined,
    runId: undefined,
    runUrl: undefined,
    spentRunId: undefined,
    attempt: 0,
    reason,
    revertPull: undefined,
    result: undefined,
    rollbackResult: undefined,
    ...(change.after?.lifecycle.state === 'suspended' ? { standsAs: 'SUSPENDED' } : {}),
    ...(change.kind === 'retire'
      ? { graceDays: Math.max(merged.graceDays ?? 30, change.after?.data.retentionDays ?? 0) }
      : {}),
    ...(merged.movesFrom === undefined ? {} : { movesFrom: merged.movesFrom }),
    ...(merged.wave === undefined ? {} : { wave: merged.wave }),
    history: [reason === undefined ? { state, at } : { state, at, reason }],
    revision: 0,
  }
}

/** `op_` and 20 letters or digits out of 20 random bytes; 5 bits each, so 100 bits that nobody guesses. */
export function operationId(random: Uint8Array): OperationId {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
  return 'op_' + Array.from(random.slice(0, 20), (byte) => alphabet.charAt(byte % 32)).join('')
}

/** A look at what stands: nothing was merged, and whatever it sees changes nothing. */
export function newInspection(
  deployed: Deployed,
  about: Readonly<{ estate: EstateRef; workflow: string }>,
  id: OperationId,
  now: Date,
): Operation {
  const { tenant, file, sha, blob } = deployed
  const change: Change = {
    ...{ kind: 'change', tenant, file, before: undefined, after: undefined },
    ...{ beforeBlob: blob, afterBlob: blob },
  }
  const merged = { ...about, pull: undefined, sha, lastGoodSha: sha }
  return {
    ...newOperation(change, { ...merged, right: { authority: { by: 'baseline' } } }, id, now),
    kind: 'inspect',
    authority: undefined,
  }
}
