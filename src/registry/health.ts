import type pg from 'pg'
import { migrations } from './migrations.ts'

/** For those who look after the process: of all estates together. */
export type Health = Readonly<{
  /** Rejects when the database does not answer. `known`: what this program would have it be. */
  migrated: () => Promise<Readonly<{ applied: number; known: number }>>
  /** Operations in each state; absent = none. */
  operationsByState: () => Promise<Readonly<Record<string, number>>>
  /** Deliveries that are kept and not handed on yet. */
  unhandledCount: () => Promise<number>
}>

export const health = (pool: pg.Pool): Health => ({
  migrated: async () => {
    const { rows } = await pool.query<{ applied: number }>('select count(*)::int as applied from migrations')
    return { applied: rows[0]?.applied ?? 0, known: migrations.length }
  },
  operationsByState: async () => {
    const { rows } = await pool.query<{ state: string; count: number }>(
      'select state, count(*)::int as count from operations group by state',
    )
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
  },
  unhandledCount: async () => {
    const { rows } = await pool.query<{ count: number }>(
      'select count(*)::int as count from inbox where handled_at is null',
    )
    return rows[0]?.count ?? 0
  },
})
