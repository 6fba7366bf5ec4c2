import type { WrittenComment } from '../flows/answer-command.ts'
import type { Job as QueuedJob, Queue } from '../queue/queue.ts'
import type { MergeGroup, PullRef } from '../review/input.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** What a delivery asks for. Only names: whoever does the job reads the present state. */
export type Job =
  /** `again`: how many looks came before it because something could not be seen; absent = none. */
  | Readonly<{ do: 'review'; pull: PullRef; again?: number }>
  /** Review a pull request later: something that it hangs on could not be seen. */
  | Readonly<{ do: 'look-again'; pull: PullRef; again: number }>
  | Readonly<{ do: 'review-all'; estate: EstateRef; base: string }>
  /** Look at a pull request as a merge queue would merge it. */
  | Readonly<{ do: 'review-group'; pull: PullRef; group: MergeGroup }>
  | Readonly<{ do: 'answer'; comment: WrittenComment }>
  | Readonly<{ do: 'merge'; estate: EstateRef; pull: number; sha: string }>
  /** Look at what came onto the default branch; `before`: where it stood before the push that is told of. */
  | Readonly<{ do: 'watch'; estate: EstateRef; before?: string }>
  /** Give back the room of a pull request that is no longer open. */
  | Readonly<{ do: 'release'; pull: PullRef }>
  /** Look after what falls due with time: room held for too long, boosts that are over. */
  | Readonly<{ do: 'tend'; estate: EstateRef }>
  /** `inTurn`: it may wait in line for its run to be started. */
  | Readonly<{ do: 'operate'; operation: string; inTurn?: true }>
  /** Remind those whom a change waits for. */
  | Readonly<{ do: 'remind'; estate: EstateRef }>
  /** Look again at what hangs on these people and teams; absent = on any. */
  | Readonly<{ do: 'people'; installation: number; who?: readonly string[] }>
  /** Deliver what people are to be told. */
  | Readonly<{ do: 'notify'; notice: number }>

/** A job as it lies in the queue, with the id of the delivery that asked for it. */
export type KeptJob = Readonly<{ job: Job; delivery: string }>

export const isKept = (data: Readonly<Record<string, unknown>>): data is KeptJob =>
  typeof data.delivery === 'string' && isJob(data.job)

/** Only this program writes jobs; the check keeps out those of another version. */
export const isJob = (value: unknown): value is Job =>
  typeof value === 'object' && value !== null && 'do' in value && kinds.has(value.do)

const kinds = new Set<unknown>([
  'review',
  'look-again',
  'review-all',
  'review-group',
  'answer',
  'merge',
  'watch',
  'release',
  'tend',
  'operate',
  'remind',
  'people',
  'notify',
] satisfies Job['do'][])

/** Jobs of one key fold into one that waits; every kind of job has keys of its own. */
function keyOf(job: Job): Pick<QueuedJob, 'queue' | 'key'> {
  const of = ({ owner, repo }: EstateRef): string => `${owner}/${repo}`.toLowerCase()
  switch (job.do) {
    case 'review':
      return { queue: 'delivery', key: `review ${of(job.pull.estate)}#${job.pull.number}` }
    case 'look-again':
      // One that waits for its hour must not stand for those that come at once: a key of its own.
      return { queue: 'delivery', key: `look-again ${of(job.pull.estate)}#${job.pull.number}` }
    case 'review-all':
      return { queue: 'delivery', key: `review-all ${of(job.estate)} ${job.base}` }
    case 'review-group':
      return {
        queue: 'delivery',
        key: `review-group ${of(job.pull.estate)}#${job.pull.number} ${job.group.headSha}`,
      }
    case 'answer':
      return { queue: 'delivery', key: `answer ${of(job.comment.pull.estate)} ${job.comment.id}` }
    case 'merge':
      return { queue: 'delivery', key: `merge ${of(job.estate)}#${job.pull}` }
    case 'watch':
      return { queue: 'delivery', key: `watch ${of(job.estate)}` }
    case 'release':
      return { queue: 'delivery', key: `release ${of(job.pull.estate)}#${job.pull.number}` }
    case 'tend':
      return { queue: 'delivery', key: `tend ${of(job.estate)}` }
    case 'operate':
      return { queue: job.inTurn ? 'dispatch' : 'operation', key: job.operation }
    case 'remind':
      return { queue: 'delivery', key: `remind ${of(job.estate)}` }
    case 'people':
      return { queue: 'delivery', key: `people ${job.installation} ${job.who?.join(' ') ?? 'all'}` }
    case 'notify':
      return { queue: 'notice', key: `notify ${job.notice}` }
  }
}

/** Puts a job into the queue. */
export async function enqueue(queue: Queue, job: Job, delivery: string): Promise<void> {
  await queue.send(queued({ job, delivery }))
}

/** The same, to be done when so many seconds have passed. */
export async function enqueueLater(
  queue: Queue,
  job: Job,
  delivery: string,
  afterSeconds: number,
): Promise<void> {
  await queue.send({ ...queued({ job, delivery }), afterSeconds })
}

/** Puts many into it, in one go. */
export async function enqueueAll(queue: Pick<Queue, 'sendAll'>, jobs: readonly KeptJob[]): Promise<void> {
  await queue.sendAll(jobs.map(queued))
}

const queued = (kept: KeptJob): QueuedJob => ({ ...keyOf(kept.job), data: kept })

/** Has an operation looked at soon. */
export const wake =
  (queue: Queue, delivery: string) =>
  (operation: string): Promise<void> =>
    enqueue(queue, { do: 'operate', operation }, delivery)
