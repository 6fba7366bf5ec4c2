import type { Logger } from 'pino'
import type { Accept } from './accept.ts'
import { inBatches } from './in-batches.ts'
import { enqueueAll, isJob, type Job } from '../jobs/job.ts'
import type { Queue } from '../queue/queue.ts'
import type { Registry } from '../registry/registry.ts'
import { whyAway } from '../registry/why-away.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

type InboxIO = Readonly<{
  registry: Pick<Registry, 'recordDeliveries' | 'rememberEstates' | 'markHandled'>
  queue: Pick<Queue, 'sendAll'>
  log: Pick<Logger, 'error'>
  /** Hears of deliveries that were known already. */
  repeated?: (delivery: string) => void
}>

export type Inbox = Readonly<{
  accept: Accept
  /** Resolves once everything kept so far is handed on, or left for the reconciler. */
  settled: () => Promise<void>
}>

/** Octokit's middleware answers 202, as if all were well, what takes nine seconds. */
const patienceMs = 8_000

/** Nobody waits for what is handed on: in a burst a few large statements leave the database to what is kept. */
const gathering = { restMs: 25 }

/**
 * Kept first, worked on afterwards: what is answered 200 is never lost, and what comes twice is done once. What comes
 * at the same time is kept in one statement, and the answer waits for nothing else. What cannot be kept is answered
 * 503: GitHub shows it as failed, and the reconciler asks for it again.
 */
export function openInbox({ registry, queue, log, repeated }: InboxIO, patience = patienceMs): Inbox {
  let handing = Promise.resolve()
  const handOn = inBatches<Arrival>(async (due) => {
    try {
      await registry.rememberEstates(due.flatMap(({ estate }) => estate ?? []))
      await enqueueAll(
        queue,
        due.flatMap(({ id, jobs }) => jobs.map((job) => ({ job, delivery: id }))),
      )
      await registry.markHandled(due.map(({ id }) => id))
    } catch (error) {
      log.error({ err: error, deliveries: due.length }, `kept, and handed on later: ${whyAway(error)}`)
    }
  }, gathering)
  const keep = inBatches<Arrival>(async (arrivals) => {
    const fresh = await registry.recordDeliveries(
      arrivals.map(({ id, event, jobs, estate }) => ({ id, event, payload: { jobs, estate } })),
    )
    for (const { id } of arrivals) if (!fresh.has(id)) repeated?.(id)
    const due = arrivals.filter(({ id }) => fresh.has(id))
    handing = Promise.all([handing, ...due.map(handOn)]).then(() => undefined)
  })
  const accept: Accept = async (delivery, jobs) => {
    try {
      await within(patience, keep({ ...delivery, jobs: storable(jobs) }))
    } catch (error) {
      log.error({ err: error, delivery: delivery.id }, `a webhook is answered 503: ${whyAway(error)}`)
      throw Object.assign(new Error('Landlord cannot keep this delivery now; deliver it again later.'), {
        status: 503,
      })
    }
  }
  return { accept, settled: () => handing }
}

/** What lies in the inbox with a delivery; undefined = another version wrote it. */
export function parseKept(payload: unknown): Kept | undefined {
  if (typeof payload !== 'object' || payload === null || !('jobs' in payload)) return undefined
  const { jobs } = payload
  if (!Array.isArray(jobs) || !jobs.every(isJob)) return undefined
  return { jobs, estates: 'estate' in payload ? [payload.estate as EstateRef] : [] }
}

type Kept = Readonly<{ jobs: readonly Job[]; estates: readonly EstateRef[] }>

type Arrival = Parameters<Accept>[0] & Readonly<{ jobs: readonly Job[] }>

/** PostgreSQL keeps neither U+0000 nor half a surrogate pair, and one delivery must not spoil the others' batch. */
const storable = (jobs: readonly Job[]): readonly Job[] => {
  const text = JSON.stringify(jobs)
  return escaped.test(text) ? (JSON.parse(text, whole) as readonly Job[]) : jobs
}

/** As JSON writes them; a longer escape that only looks like one costs a look more. */
const escaped = /\\u(?:0000|d[89a-f])/

const whole = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\ufffd') : value

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`It was not kept within ${ms} ms.`)), ms)
  })
  // Whoever is no longer waited for must not end the process when it fails after all.
  work.catch(() => undefined)
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
