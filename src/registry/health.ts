import type pg from 'pg'
import { migrations } from './migrations.ts'

/** For those who look after the process: of all estates together. */
export type Health = Readonly<{
  /** Rejects when the database does not answer. `known`: what this program would have it be. */
  migrated: () => Promise<Readonly<{ applied: number; known: number; readOnly: boolean }>>
  /** Operations in each state; absent = none. */
  operationsByState: () => Promise<Readonly<Record<string, number>>>
  /** Tenants whose last proof or look found them not as their file says. */
  driftedCount: () => Promise<number>
  /** How long the oldest entry of any audit chain waits that no checkpoint covers; 0 = there is none. */
  unanchoredSeconds: () => Promise<number>
  /** Deliveries that are kept and not handed on yet. */
  unhandledCount: () => Promise<number>
}>

export const health = (pool: pg.Pool): Health => ({
  migrated: async () => {
    const { rows } = await pool.query<{ applied: number; readOnly: string }>(
      `select count(*)::int as applied, current_setting('transaction_read_only') as "readOnly" from migrations`,
    )
    const { applied = 0, readOnly } = rows[0] ?? {}
    return { applied, known: migrations.length, readOnly: readOnly === 'on' }
  },
  operationsByState: async () => {
    const { rows } = await pool.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from operations group by state',
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  },
  driftedCount: async () => {
    const { rows } = await pool.query<{ count: number }>(
      `select count(*)::int as count from tenants join lateral (
         select o.state, o.data -> 'result' ->> 'outcome' as outcome from operations o
         where o.owner = tenants.owner and o.repo = tenants.repo and o.tenant = tenants.tenant
           and (o.state in ('ACTIVE', 'SUSPENDED')
                or o.state = 'INSPECTED' and o.data -> 'result' ->> 'outcome' in ('succeeded', 'failed'))
         order by o.seq desc limit 1) last on last.state = 'INSPECTED' and last.outcome = 'failed'`,
    )
    return rows[0]?.count ?? 0
  },
  unanchoredSeconds: async () => {
    const { rows } = await pool.query<{ seconds: number }>(
      `select coalesce(max(extract(epoch from now() - open.at::timestamptz)), 0)::float8 as seconds
       from estates cross join lateral (
         select at from audit where audit.owner = estates.owner and audit.repo = estates.repo and seq >= coalesce(
           (select max(size) from audit_checkpoints c where c.owner = estates.owner and c.repo = estates.repo), 0)
         order by seq limit 1) open
       where displaced is null`,
    )
    return Math.max(0, rows[0]?.seconds ?? 0)
  },
  unhandledCount: async () => {
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from inbox where handled_at is null',
    )
    return rows[0]?.count ?? 0
  },
})
