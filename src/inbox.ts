import type { Logger } from 'pino'
import type { Accept } from './app.ts'
import { inBatches } from './in-batches.ts'
import { enqueueAll, type Job } from './job.ts'
import type { Queue } from './queue/queue.ts'
import type { Registry } from './registry/registry.ts'
import { whyAway } from './registry/why-away.ts'

type InboxIO = Readonly<{
  registry: Pick<Registry, 'recordDeliveries' | 'rememberEstates' | 'markHandled'>
  queue: Pick<Queue, 'sendAll'>
  log: Pick<Logger, 'error'>
  /** Hears of deliveries that were known already. */
  repeated?: (delivery: string) => void
}>

/** Octokit's middleware answers 202, as if all were well, what takes nine seconds. */
const patienceMs = 8_000

/**
 * Kept first, worked on afterwards: what is answered 200 is never lost, and what comes twice is done once. What comes
 * at the same time is kept in one statement. What cannot be kept is answered 503: GitHub shows it as failed, and the
 * reconciler asks for it again.
 */
export function openInbox({ registry, queue, log, repeated }: InboxIO, patience = patienceMs): Accept {
  const keep = inBatches<Arrival>(async (arrivals) => {
    const [fresh] = await Promise.all([
      registry.recordDeliveries(arrivals.map(({ id, event, jobs }) => ({ id, event, payload: { jobs } }))),
      registry.rememberEstates(arrivals.map(({ estate }) => estate)),
    ])
    const due = arrivals.filter(({ id }) => fresh.has(id))
    for (const { id } of arrivals) if (!fresh.has(id)) repeated?.(id)
    if (due.length === 0) return
    await enqueueAll(
      queue,
      due.flatMap(({ id, jobs }) => jobs.map((job) => ({ job, delivery: id }))),
    )
    await registry.markHandled(due.map(({ id }) => id))
  })
  return async (delivery, jobs) => {
    try {
      await within(patience, keep({ ...delivery, jobs: storable(jobs) }))
    } catch (error) {
      log.error({ err: error, delivery: delivery.id }, `a webhook is answered 503: ${whyAway(error)}`)
      throw Object.assign(new Error('Landlord cannot keep this delivery now; deliver it again later.'), {
        status: 503,
      })
    }
  }
}

type Arrival = Parameters<Accept>[0] & Readonly<{ jobs: readonly Job[] }>

/** PostgreSQL keeps neither U+0000 nor half a surrogate pair, and one delivery must not spoil the others' batch. */
const storable = (jobs: readonly Job[]): readonly Job[] =>
  JSON.parse(
    JSON.stringify(jobs, (_, value: unknown) =>
      typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\ufffd') : value,
    ),
  ) as readonly Job[]

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It was not kept within ${ms} ms.`)), ms)
  })
  // Whoever is no longer waited for must not end the process when it fails after all.
  work.catch(() => undefined)
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
