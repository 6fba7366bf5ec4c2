import { findFailedDeliveries } from '../flows/find-failed-deliveries.ts'
import { findMovedPulls } from '../flows/find-moved-pulls.ts'
import { loadAttemptsSince, redeliver } from '../github/hook-deliveries.ts'
import { loadPullsSeen } from '../github/load/open-pulls.ts'
import { enqueue } from '../jobs/job.ts'
import type { World } from '../jobs/world.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** Clocks differ, and GitHub may list an attempt late. */
const overlapMs = 600_000

/** Asks for what GitHub could not deliver, back to the last look of any process; the first goes back as far as GitHub does. */
export async function askAgain(
  seenUntil: string | undefined,
  { registry, github, log }: World,
): Promise<Readonly<{ seenUntil: string }>> {
  const began = new Date()
  const asked = await findFailedDeliveries(new Date(Date.parse(seenUntil ?? '1970-01-01') - overlapMs), {
    attemptsSince: async (since) => loadAttemptsSince(await github.asApp(), since),
    claimRedelivery: registry.claimRedelivery,
    redeliver: async (id) => redeliver(await github.asApp(), id),
    now: () => began,
  })
  if (asked > 0) log.info({ asked }, 'asked GitHub for deliveries that had failed')
  return { seenUntil: began.toISOString() }
}

/** Whatever was delivered: has the open pull requests reviewed that moved. */
export async function lookAtPulls(estate: EstateRef, { registry, queue, github, log }: World): Promise<void> {
  const moved = await findMovedPulls(estate, {
    openPulls: async (of) => loadPullsSeen(await github.as(of.installation), of),
    movedPulls: registry.movedPulls,
    savePullsSeen: registry.savePullsSeen,
    review: (of, number) => enqueue(queue, { do: 'review', pull: { estate: of, number } }, 'reconcile'),
  })
  if (moved.length > 0) log.info({ estate, moved }, 'pull requests that moved are reviewed')
}
