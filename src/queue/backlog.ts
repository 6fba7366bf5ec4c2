import type { PgBoss } from 'pg-boss'
import { deadLetterOf, queueNames, type QueueName } from './queues.ts'

/** What lies in one queue. */
export type Backlog = Readonly<{
  queue: QueueName
  /** Could be worked on now. */
  waiting: number
  /** Wait for their time: a next try, or a look later on. */
  deferred: number
  active: number
  /** Failed for the last time. */
  dead: number
  /** How long the oldest of the waiting could have been worked on; 0 = none waits. */
  oldestSeconds: number
}>

/** Every queue, also an empty one. Rejects when the queue's tables cannot be read. */
export async function loadBacklog(boss: PgBoss): Promise<readonly Backlog[]> {
  const { rows } = (await boss.getDb().executeSql(
    `select name,
       count(*) filter (where state in ('created', 'retry') and start_after <= now())::int as waiting,
       count(*) filter (where state in ('created', 'retry') and start_after > now())::int as deferred,
       count(*) filter (where state = 'active')::int as active,
       coalesce(extract(epoch from now() - min(greatest(created_on, start_after))
         filter (where state in ('created', 'retry') and start_after <= now())), 0)::float8 as oldest
     from pgboss.job where state in ('created', 'retry', 'active') group by name`,
  )) as { rows: readonly Row[] }
  const seen = new Map(rows.map((row) => [row.name, row]))
  return queueNames.map((queue) => {
    const { waiting = 0, deferred = 0, active = 0, oldest = 0 } = seen.get(queue) ?? {}
    const dead = seen.get(deadLetterOf(queue))
    return {
      ...{ queue, waiting, deferred, active },
      dead: (dead?.waiting ?? 0) + (dead?.deferred ?? 0) + (dead?.active ?? 0),
      oldestSeconds: oldest,
    }
  })
}

type Row = Readonly<{ name: string; waiting: number; deferred: number; active: number; oldest: number }>
