import { findFailedDeliveries } from '../flows/find-failed-deliveries.ts'
import { findMovedPulls } from '../flows/find-moved-pulls.ts'
import { loadAttemptsSince, redeliver } from '../github/hook-deliveries.ts'
import { loadPullsSeen } from '../github/load/open-pulls.ts'
import { enqueue } from '../jobs/job.ts'
import type { World } from '../jobs/world.ts'

/** How often; one request an estate and a hundred pull requests, and one for a hundred deliveries. */
export const unheardMs = 180_000

/** Asks for what GitHub could not deliver, and, whatever was delivered, looks at what moved. */
export function findUnheard(world: World): () => Promise<void> {
  // The first look goes back as far as GitHub does: this process may have been away.
  let since = new Date(0)
  return async () => {
    const began = Date.now()
    if (await askAgain(since, world)) since = new Date(began - overlapMs)
    await lookAtPulls(world)
  }
}

/** Clocks differ, and GitHub may list an attempt late. */
const overlapMs = 600_000

async function askAgain(since: Date, { registry, github, log }: World): Promise<boolean> {
  try {
    const asked = await findFailedDeliveries(since, {
      attemptsSince: async (since) => loadAttemptsSince(await github.asApp(), since),
      claimRedelivery: registry.claimRedelivery,
      redeliver: async (id) => redeliver(await github.asApp(), id),
      now: () => new Date(),
    })
    if (asked > 0) log.info({ asked }, 'asked GitHub for deliveries that had failed')
    return true
  } catch (error) {
    log.warn({ err: error }, 'failed deliveries could not be looked for')
    return false
  }
}

async function lookAtPulls({ registry, queue, github, log }: World): Promise<void> {
  for (const { estate } of await registry.knownEstates()) {
    try {
      const moved = await findMovedPulls(estate, {
        openPulls: async (of) => loadPullsSeen(await github.as(of.installation), of),
        movedPulls: registry.movedPulls,
        savePullsSeen: registry.savePullsSeen,
        review: (of, number) => enqueue(queue, { do: 'review', pull: { estate: of, number } }, 'reconcile'),
      })
      if (moved.length > 0) log.info({ estate, moved }, 'pull requests that moved are reviewed')
    } catch (error) {
      log.warn({ err: error, estate }, 'open pull requests could not be looked at')
    }
  }
}
