import { setTimeout as after } from 'node:timers/promises'
import { findUnheard, unheardMs } from './find-unheard.ts'
import { findMissedDeliveries, findMissedMerges, wakeDue } from '../flows/reconcile.ts'
import { loadDefaultBranch } from '../github/dispatch-run.ts'
import { loadMergedSince } from '../github/load/load-merge.ts'
import { parseKept } from '../inbox/inbox.ts'
import { enqueue, wake } from '../jobs/job.ts'
import { anchor, judgeChain } from './keep-audit.ts'
import { notifyDue } from '../jobs/perform-notify.ts'
import type { World } from '../jobs/world.ts'

/** What drives the work that no webhook drives: called in turn, never twice at a time, until stopped. */
export function startReconciler(world: World): Readonly<{ stop: () => Promise<void> }> {
  const { registry, queue, log, pollMs } = world
  const due = every(pollMs, log, 'look at what is due', () =>
    wakeDue({ claimDue: registry.claimDue, wake: wake(queue, 'poll') }),
  )
  const untold = every(pollMs, log, 'tell what is untold', () => notifyDue(world))
  const missed = every(60_000, log, 'look for what was missed', async () => {
    await findMissedDeliveries({
      unhandledDeliveries: registry.unhandledDeliveries,
      markHandled: registry.markHandled,
      parse: parseKept,
      handOn: async (id, { jobs, estates }) => {
        await registry.rememberEstates(estates)
        for (const job of jobs) await enqueue(queue, job, id)
      },
    })
    await findMissedMerges({
      knownEstates: registry.knownEstates,
      saveMergesSeen: registry.saveMergesSeen,
      mergedSince: async (estate, since) =>
        loadMergedSince(await world.github.as(estate.installation), estate, since),
      merge: (merged) => enqueue(queue, { do: 'merge', ...merged }, 'reconcile'),
      now: () => new Date(),
      failed: (estate, error) => log.warn({ err: error, estate }, 'an estate could not be looked at'),
    })
    for (const { estate } of await registry.knownEstates())
      await enqueue(queue, { do: 'watch', estate }, 'reconcile')
    for (const estate of await registry.takeReviewsDue()) {
      const base = await loadDefaultBranch(await world.github.as(estate.installation), estate)
      await enqueue(queue, { do: 'review-all', estate, base }, 'reconcile')
    }
    for (const { estate } of await registry.knownEstates()) await anchor(estate, world)
    await registry.forgetDeliveries(daysKept)
    await registry.forgetNotices(400)
    await registry.forgetSpending()
  })
  const unheard = every(unheardMs, log, 'look for what GitHub could not deliver', findUnheard(world))
  const tended = every(600_000, log, 'look after what falls due with time', async () => {
    for (const { estate } of await registry.knownEstates())
      for (const job of ['tend', 'remind'] as const) await enqueue(queue, { do: job, estate }, 'reconcile')
  })
  const judged = every(3_600_000, log, 'verify the audit chains', async () => {
    for (const { estate } of await registry.knownEstates()) await judgeChain(estate, world)
  })
  return {
    stop: async () => {
      const all = [due, untold, missed, unheard, tended, judged]
      await Promise.all(all.map(({ stop }) => stop()))
    },
  }
}

/** How long a turn that has begun may take once the process is asked to end. */
const graceMs = 3_000

/** GitHub redelivers for three days; a week leaves room to look back. */
const daysKept = 7

/** Runs at once, and again so long after it has ended; an error is logged, and the next turn tries again. */
function every(ms: number, log: World['log'], what: string, work: () => Promise<unknown>) {
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  const turn = async (): Promise<void> => {
    try {
      await work()
    } catch (error) {
      log.error({ err: error }, `could not ${what}`)
    }
    if (!stopped) timer = setTimeout(start, ms)
  }
  const start = (): void => {
    running = turn()
  }
  start()
  return {
    stop: async (): Promise<void> => {
      stopped = true
      clearTimeout(timer)
      // A GitHub that does not answer is asked again for half a minute; nothing is lost by leaving it at that.
      await Promise.race([running, after(graceMs, undefined, { ref: false })])
    },
  }
}
