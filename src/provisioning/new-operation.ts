import type { Change } from '../tenant/change.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { deadlineOf } from './deadlines.ts'
import type { Operation } from './operation.ts'
import type { OperationId } from './result.ts'

/** Where a change was merged, and what stood before it. */
export type Merged = Readonly<{
  estate: EstateRef
  pull: number
  /** The merge commit. */
  sha: string
  lastGoodSha: string | undefined
  workflow: string
}>

/** An operation that waits for its turn. */
export function newOperation(change: Change, merged: Merged, id: OperationId, now: Date): Operation {
  const at = now.toISOString()
  return {
    id,
    estate: merged.estate,
    tenant: change.tenant,
    kind: change.kind,
    file: change.file,
    sha: merged.sha,
    blob: change.afterBlob,
    pull: merged.pull,
    workflow: merged.workflow,
    lastGoodSha: merged.lastGoodSha,
    state: 'QUEUED',
    since: at,
    deadline: deadlineOf('QUEUED', now),
    dispatchedAt: undefined,
    runId: undefined,
    runUrl: undefined,
    spentRunId: undefined,
    attempt: 0,
    reason: undefined,
    revertPull: undefined,
    result: undefined,
    rollbackResult: undefined,
    history: [{ state: 'QUEUED', at }],
    revision: 0,
  }
}

/** `op_` and 20 letters or digits out of 20 random bytes; 5 bits each, so 100 bits that nobody guesses. */
export function operationId(random: Uint8Array): OperationId {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789'
  return 'op_' + Array.from(random.slice(0, 20), (byte) => alphabet.charAt(byte % 32)).join('')
}
