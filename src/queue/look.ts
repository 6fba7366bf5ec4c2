import type { PgBoss } from 'pg-boss'
import { deadLetterOf, queueNames, type QueueName } from './queues.ts'

/** A job as it lies there. */
export type JobSeen = Readonly<{
  id: string
  queue: QueueName
  /** `dead`: it failed for the last time. `later`: it has failed before, or waits for its hour. */
  state: 'dead' | 'active' | 'waiting' | 'later'
  key: string
  data: Readonly<Record<string, unknown>>
  /** ISO 8601: since when it lies there; of a dead one, when it failed. */
  since: string
  /** Not before. */
  startAfter: string
  tries: number
  /** Why it failed the last time. */
  why: string | undefined
}>

const most = 1_000

/** Dead ones first, then by age; at most a thousand. */
export async function listJobs(boss: PgBoss): Promise<readonly JobSeen[]> {
  const { rows } = await boss.getDb().executeSql(
    `select id, name, state, coalesce(singleton_key, '') as key, data, created_on, start_after, retry_count,
       coalesce(source_output, output) as output, start_after > now() as waits
     from pgboss.job
     where (name = any($1::text[]) and state in ('created', 'retry', 'active')) or (name = any($2::text[]) and state = 'created')
     order by (name = any($2::text[])) desc, created_on limit ${most}`,
    [[...queueNames], queueNames.map(deadLetterOf)],
  )
  return (rows as readonly Row[]).map((row) => ({
    id: row.id,
    queue: queueNames.find((name) => row.name === name || row.name === deadLetterOf(name)) ?? 'delivery',
    state: stateOf(row),
    key: row.key,
    data: row.data ?? {},
    since: row.created_on.toISOString(),
    startAfter: row.start_after.toISOString(),
    tries: row.retry_count,
    why: reasonIn(row.output),
  }))
}

/** Puts dead jobs back into their queues, all or those named; how many. One whose key waits already stays dead. */
export async function retryDead(boss: PgBoss, ids: readonly string[] | 'all'): Promise<number> {
  let retried = 0
  for (const name of queueNames)
    retried += await boss.redrive(deadLetterOf(name), ids === 'all' ? {} : { ids: [...ids] })
  return retried
}

type Row = Readonly<{
  id: string
  name: string
  state: string
  key: string
  data: Readonly<Record<string, unknown>> | null
  created_on: Date
  start_after: Date
  retry_count: number
  output: unknown
  waits: boolean
}>

function stateOf({ name, state, waits }: Row): JobSeen['state'] {
  if (name.endsWith('-dead')) return 'dead'
  if (state === 'active') return 'active'
  return state === 'retry' || waits ? 'later' : 'waiting'
}

const reasonIn = (output: unknown): string | undefined =>
  typeof output === 'object' && output !== null && 'message' in output ? String(output.message) : undefined
