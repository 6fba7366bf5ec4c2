import { judgeAuthority, type Decided } from '../provisioning/authority.ts'
import { isOpen } from '../provisioning/operation.ts'
import type { MergedPull, MergeInput } from '../provisioning/merge-input.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Finding } from '../tenant/finding.ts'
import { takeUp, type Skipped, type TakeUpIO } from './take-up.ts'

export type MergeIO = TakeUpIO &
  Readonly<{
    loadMerge: (merged: MergedPull) => Promise<MergeInput>
    /** Since when merges need a decision. */
    decisionsSince: (estate: EstateRef) => Promise<string>
    decidedFor: (
      estate: EstateRef,
      head: Readonly<{ pull: number; headSha: string }>,
    ) => Promise<Decided | undefined>
    wake: (operation: OperationId) => Promise<void>
  }>

export type MergeOutcome = Readonly<{
  operations: readonly OperationId[]
  /** Tenants whose file nobody decided on. */
  unauthorised: readonly string[]
  /** Tenants that the merge touched and that need no work, or get none, and why. */
  skipped: readonly Skipped[]
  /** Why a merged file cannot be provisioned: it went past the gate. */
  findings: readonly Finding[]
}>

/**
 * Turns a merge into operations, one a tenant; one that nobody decided on is UNAUTHORISED from the start. A merge told
 * of twice makes them once; one that brings back what stands anyway, such as a revert, makes none. Afterwards
 * everything that concerns this pull request is looked at.
 */
export async function mergeChange(merged: MergedPull, io: MergeIO): Promise<MergeOutcome> {
  const { estate, pull, sha } = merged
  const [input, decisionsSince] = await Promise.all([io.loadMerge(merged), io.decisionsSince(estate)])
  const { headSha, mergedAt } = input
  const decided = headSha === undefined ? undefined : await io.decidedFor(estate, { pull, headSha })
  const queued = await io.decidedFor(estate, { pull, headSha: sha })
  const { skipped, findings } = await takeUp(input, merged, {
    ...io,
    judge: (change) => judgeAuthority(change, { pull, mergedAt, decisionsSince, decided, queued }),
  })

  // Whoever was created or is reverted by this merge, now or when it was first told of.
  const concerned = (await io.operationsOf(estate, pull)).filter(isOpen)
  for (const { id } of concerned) await io.wake(id)
  const own = concerned.filter((operation) => operation.sha === sha)
  return {
    operations: own.map(({ id }) => id),
    unauthorised: own.flatMap(({ state, tenant }) => (state === 'UNAUTHORISED' ? [tenant] : [])),
    skipped,
    findings,
  }
}
