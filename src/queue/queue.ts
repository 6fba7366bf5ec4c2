import { PgBoss, type Job as BossJob } from 'pg-boss'
import { deadLetterOf, queueNames, queueOptions, workers, type QueueName } from './queues.ts'

/** Work that survives the process: kept in PostgreSQL, done at least once. */
export type Queue = Readonly<{
  /** `waiting` = an equal one waits already: it will find all there is to find when it starts. */
  send: (job: Job) => Promise<'sent' | 'waiting'>
  work: (handlers: Handlers) => Promise<void>
  /** Jobs that failed for the last time, newest first. */
  deadLetters: (queue: QueueName) => Promise<readonly DeadLetter[]>
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

/** Opens, or makes, the queues in the registry's database (schema `pgboss`). */
export async function openQueue(url: string, log: Log): Promise<Queue> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: 'landlord-queue',
    max: 6,
    connectionTimeoutMillis: 5_000,
    useListenNotify: true,
    schedule: false,
    // Together with the heartbeat of ten seconds: work of a killed process starts again within 15 s.
    superviseIntervalSeconds: 2,
    monitorIntervalSeconds: 2,
    // Which keys are busy is remembered for so long, and a key that is free again waits until it is forgotten.
    queueCacheIntervalSeconds: 1,
  })
  boss.on('error', (error) => log.error({ err: error }, 'queue'))
  boss.on('warning', (warning) => log.warn({ warning }, 'queue'))
  await boss.start()
  for (const name of queueNames) {
    await boss.createQueue(deadLetterOf(name))
    await boss.createQueue(name, queueOptions[name])
  }
  return {
    send: async ({ queue, key, data, afterSeconds }) => {
      const options = {
        singletonKey: key,
        group: { id: key },
        ...(afterSeconds === undefined ? {} : { startAfter: afterSeconds }),
      }
      return (await boss.send(queue, data, options)) === null ? 'waiting' : 'sent'
    },
    work: async (handlers) => {
      for (const name of queueNames)
        await boss.work(name, workers[name], async ([job]: BossJob<JobData>[]) => {
          if (job === undefined) return
          try {
            await handlers[name](job.data, job.signal)
          } catch (error) {
            log.error({ err: error, queue: name, job: job.id }, 'job failed')
            throw error
          }
        })
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
    close: () => boss.stop({ graceful: true, timeout: 10_000 }),
  }
}
