import type { MergedPull } from '../provisioning/merge-input.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

export type WakeIO = Readonly<{
  claimDue: (limit: number, leaseSeconds: number) => Promise<readonly OperationId[]>
  wake: (id: OperationId) => Promise<void>
}>

/** Called every second or two: whatever is due is looked at, so no operation hangs on a webhook that never came. */
export async function wakeDue(io: WakeIO): Promise<number> {
  const due = await io.claimDue(200, 60)
  for (const id of due) await io.wake(id)
  return due.length
}

type Merge = MergedPull & Readonly<{ mergedAt: string }>

export type MissedMergesIO = Readonly<{
  /** Pull requests merged into the default branch since then, oldest first. */
  mergedSince: (estate: EstateRef, since: Date) => Promise<readonly Merge[]>
  /** Those of them that nobody has taken up yet. */
  untakenMerges: (estate: EstateRef, merges: readonly Merge[]) => Promise<readonly Merge[]>
  /** Hands the merge to whoever does `mergeChange`; once more for one that was seen does no harm. */
  merge: (merged: MergedPull) => Promise<void>
  saveMergesSeen: (estate: EstateRef, until: string) => Promise<void>
  now: () => Date
}>

type Followed = Readonly<{ estate: EstateRef; mergesSeenUntil: string }>

/** Called at the start and every minute: a merge whose delivery was lost is found all the same. */
export async function findMissedMerges(
  { estate, mergesSeenUntil }: Followed,
  io: MissedMergesIO,
): Promise<number> {
  const asked = io.now()
  const since = new Date(Date.parse(mergesSeenUntil) - overlapMs)
  const merges = await io.mergedSince(estate, since)
  const missed = await io.untakenMerges(
    estate,
    merges.filter(({ mergedAt }) => Date.parse(mergedAt) > since.getTime()),
  )
  for (const { pull, sha } of missed) await io.merge({ estate, pull, sha })
  await io.saveMergesSeen(estate, asked.toISOString())
  return missed.length
}

/** Clocks differ, and a merge may show late: so much is looked at again. */
const overlapMs = 120_000

export type MissedDeliveriesIO<Payload> = Readonly<{
  unhandledDeliveries: (
    seconds: number,
  ) => Promise<readonly Readonly<{ id: string; event: string; payload: unknown }>[]>
  /** What was kept with the delivery, checked; undefined when a newer version no longer understands it. */
  parse: (payload: unknown) => Payload | undefined
  handOn: (id: string, payload: Payload) => Promise<void>
  markHandled: (ids: readonly string[]) => Promise<void>
}>

/** Called at the start and every minute: deliveries that were kept when the process ended before handing them on. */
export async function findMissedDeliveries<Payload>(io: MissedDeliveriesIO<Payload>): Promise<number> {
  const missed = await io.unhandledDeliveries(10)
  for (const { id, payload } of missed) {
    const work = io.parse(payload)
    if (work !== undefined) await io.handOn(id, work)
    await io.markHandled([id])
  }
  return missed.length
}
