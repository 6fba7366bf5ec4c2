import { setTimeout as after } from 'node:timers/promises'
import { askAgain, lookAtPulls } from './find-unheard.ts'
import { lookInTurn } from '../flows/look-in-turn.ts'
import { findMissedDeliveries, findMissedMerges, wakeDue } from '../flows/reconcile.ts'
import { loadDefaultBranch } from '../github/dispatch-run.ts'
import { loadMergedSince } from '../github/load/load-merge.ts'
import { parseKept } from '../inbox/inbox.ts'
import { enqueue, wake } from '../jobs/job.ts'
import { anchor, judgeChain } from './keep-audit.ts'
import { notifyDue } from '../jobs/perform-notify.ts'
import type { World } from '../jobs/world.ts'
import type { KnownEstate } from '../registry/estates.ts'

/** What drives the work that no webhook drives: called in turn, never twice at a time, until stopped. */
export function startReconciler(world: World): Readonly<{ stop: () => Promise<void> }> {
  const { registry, queue, log, pollMs } = world
  const began = performance.now()
  /**
   * GitHub is asked once for all processes: whoever comes first after so many seconds does it. One that has just started does it
   * at once, unless another did since: nobody may have been there before.
   */
  const take = (names: readonly string[], seconds: number) =>
    registry.takeLook(names, Math.min(seconds, (performance.now() - began) / 1000))
  const inTurn = (what: string, seconds: number, look: (known: KnownEstate) => Promise<void>) =>
    every(askMs, log, `look at ${what}`, () =>
      lookInTurn(what, {
        knownEstates: registry.knownEstates,
        takeLook: (names) => take(names, seconds),
        look,
        failed: (estate, error) => log.warn({ err: error, estate, what }, 'an estate could not be looked at'),
      }),
    )
  const all = [
    every(pollMs, log, 'look at what is due', () =>
      wakeDue({ claimDue: registry.claimDue, wake: wake(queue, 'poll') }),
    ),
    every(pollMs, log, 'tell what is untold', () => notifyDue(world)),
    every(60_000, log, 'hand on what was kept', () => handOnKept(world)),
    inTurn('what was merged', 60, (known) => lookAtMain(known, world)),
    inTurn('open pull requests', 180, ({ estate }) => lookAtPulls(estate, world)),
    every(askMs, log, 'look for what GitHub could not deliver', async () => {
      const look = await take(['failed deliveries'], 180)
      if (look === undefined) return
      const { seenUntil } = await askAgain(look.seenUntil, world)
      await registry.saveLook(look.name, seenUntil)
    }),
    inTurn('what falls due with time', 600, async ({ estate }) => {
      for (const job of ['tend', 'remind'] as const) await enqueue(queue, { do: job, estate }, 'reconcile')
    }),
    every(600_000, log, 'forget what is over', async () => {
      await registry.forgetDeliveries(daysKept)
      await registry.forgetNotices(400)
      await registry.forgetSpending()
    }),
    every(3_600_000, log, 'verify the audit chains', async () => {
      for (const { estate } of await registry.knownEstates()) await judgeChain(estate, world)
    }),
  ]
  return {
    stop: async () => {
      await Promise.all(all.map(({ stop }) => stop()))
    },
  }
}

/** How often a process asks whether something is due: one short statement. */
const askMs = 10_000

/** How long a turn that has begun may take once the process is asked to end. */
const graceMs = 3_000

/** GitHub redelivers for three days; a week leaves room to look back. */
const daysKept = 7

/** What came onto the default branch, and what is to be anchored beside it. */
async function lookAtMain(known: KnownEstate, world: World): Promise<void> {
  const { registry, queue, github } = world
  const { estate } = known
  await enqueue(queue, { do: 'watch', estate }, 'reconcile')
  await anchor(estate, world)
  await findMissedMerges(known, {
    saveMergesSeen: registry.saveMergesSeen,
    mergedSince: async (of, since) => loadMergedSince(await github.as(of.installation), of, since),
    untakenMerges: registry.untakenMerges,
    merge: (merged) => enqueue(queue, { do: 'merge', ...merged }, 'reconcile'),
    now: () => new Date(),
  })
}

async function handOnKept({ registry, queue, github }: World): Promise<void> {
  await findMissedDeliveries({
    unhandledDeliveries: registry.unhandledDeliveries,
    markHandled: registry.markHandled,
    parse: parseKept,
    handOn: async (id, { jobs, estates }) => {
      await registry.rememberEstates(estates)
      for (const job of jobs) await enqueue(queue, job, id)
    },
  })
  for (const estate of await registry.takeReviewsDue()) {
    const base = await loadDefaultBranch(await github.as(estate.installation), estate)
    await enqueue(queue, { do: 'review-all', estate, base }, 'reconcile')
  }
}

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
