import { PgBoss, type Job as BossJob } from 'pg-boss'
import { loadBacklog, type Backlog } from './backlog.ts'
import { forgetBusyKeys } from './busy-keys.ts'
import { listJobs, retryDead, type JobSeen } from './look.ts'
import { makeSchema } from './own-schema.ts'
import { atOnce, deadLetterOf, queueNames, queueOptions, workerOptions, type QueueName } from './queues.ts'

/** Work that survives the process: kept in PostgreSQL, done at least once. */
export type Queue = Readonly<{
  /** `waiting` = an equal one waits already: it will find all there is to find when it starts. */
  send: (job: Job) => Promise<'sent' | 'waiting'>
  /** Many at once, in one statement a queue. */
  sendAll: (jobs: readonly Job[]) => Promise<void>
  work: (handlers: Handlers) => Promise<void>
  /** Jobs that failed for the last time, newest first. */
  deadLetters: (queue: QueueName) => Promise<readonly DeadLetter[]>
  /** What lies there: dead, at work, waiting. */
  jobs: () => Promise<readonly JobSeen[]>
  /** Puts dead jobs back into their queues; how many. */
  retryDead: (ids: readonly string[] | 'all') => Promise<number>
  /** What lies in each queue; rejects when that cannot be seen. */
  backlog: () => Promise<readonly Backlog[]>
  /** Lets running jobs finish for ten seconds, then hands them back for another process. */
  close: () => Promise<void>
}>

export type Job = Readonly<{
  queue: QueueName
  /** Of one key, one job is active and one waits; further ones fold into the waiting one. */
  key: string
  data: JobData
  afterSeconds?: number
}>

export type JobData = Readonly<Record<string, unknown>>

type Handlers = Readonly<Record<QueueName, (data: JobData, signal: AbortSignal) => Promise<void>>>

type DeadLetter = Readonly<{
  id: string
  key: string | undefined
  data: JobData
  failedOn: string
  why: unknown
}>

type Log = Readonly<Record<'warn' | 'error', (fields: object, says: string) => void>>

/** How long the database may take for one statement, and running jobs when the queue closes; milliseconds. */
type Patience = Readonly<{ queryMs?: number; closeMs?: number }>

/** Opens, or makes, the queues in the registry's database (schema `pgboss`). */
export async function openQueue(
  url: string,
  log: Log,
  { queryMs = 15_000, closeMs = 10_000 }: Patience = {},
): Promise<Queue> {
  await makeSchema(url)
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'landlord-queue',
    max: 6,
    connectionTimeoutMillis: 5_000,
    // pg-boss hands them on to its pool: a connection that answers no more is given up.
    ...{ query_timeout: queryMs, keepAlive: true },
    createSchema: false,
    useListenNotify: true,
    schedule: false,
    // Together with the heartbeat of ten seconds: work of a killed process starts again within 15 s.
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
  })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  boss.on('warning', (warning) => log.warn({ warning }, 'queue'))
  await boss.start()
  for (const name of queueNames) {
    await boss.createQueue(deadLetterOf(name))
    await boss.createQueue(name, queueOptions[name])
  }
  await forgetBusyKeys(boss)
  return {
    send: async (job) => ((await boss.send(job.queue, job.data, placeOf(job))) === null ? 'waiting' : 'sent'),
    sendAll: async (jobs) => {
      for (const name of queueNames) {
        const own = jobs.filter(({ queue }) => queue === name)
        if (own.length > 0)
          await boss.insert(
            name,
            own.map((job) => ({ data: job.data, ...placeOf(job) })),
          )
      }
    },
    work: async (handlers) => {
      for (const name of queueNames)
        for (let count = 0; count < atOnce[name]; count += 1) {
          const worker: string = await boss.work(name, workerOptions, async ([job]: BossJob<JobData>[]) => {
            if (job === undefined) return
            try {
              await handlers[name](job.data, job.signal)
            } catch (error) {
              const { job: data, ...rest } = job.data
              log.error({ ...rest, err: error, queue: name, id: job.id, data }, 'job failed')
              throw error
            } finally {
              // There may be more, perhaps of this very key: looked for at once, and not at the next poll.
              boss.notifyWorker(worker)
            }
          })
        }
    },
    deadLetters: async (queue) => {
      const jobs = await boss.findJobs<JobData>(deadLetterOf(queue))
      return jobs
        .map((job) => ({
          id: job.id,
          key: job.singletonKey ?? undefined,
          data: job.data,
          failedOn: job.createdOn.toISOString(),
          why: job.sourceOutput,
        }))
        .sort((one, other) => other.failedOn.localeCompare(one.failedOn))
    },
    backlog: () => loadBacklog(boss),
    jobs: () => listJobs(boss),
    retryDead: (ids) => retryDead(boss, ids),
    close: () => boss.stop({ graceful: true, timeout: closeMs }),
  }
}

/** Its key, which is its group too: the group is what lets fetching pass over a busy key. */
const placeOf = ({ key, afterSeconds }: Job) => ({
  singletonKey: key,
  group: { id: key },
  ...(afterSeconds !== undefined && { startAfter: afterSeconds }),
})
