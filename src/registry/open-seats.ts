import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { inTransaction } from './transaction.ts'

/** Since when seats of open pull requests wait, and what was done about it. */
export type OpenSeats = Readonly<{
  /** Keeps just these seats of a pull request as open, new ones since `at`; answers since when each of them is. */
  saveOpenSeats: (
    estate: EstateRef,
    pull: number,
    open: Readonly<{ seats: readonly string[]; at: Date }>,
  ) => Promise<Readonly<Record<string, string>>>
  /** Of the whole estate, longest-waiting first. */
  openSeats: (estate: EstateRef) => Promise<readonly OpenSeat[]>
  /** Takes steps that nobody has taken yet, all or none; answers under which id they are to be told. */
  takeSteps: (
    estate: EstateRef,
    pull: number,
    taken: Readonly<{ steps: readonly Step[]; at: Date }>,
  ) => Promise<number | undefined>
  /** Steps that were taken and not told yet, by the id under which they are. */
  untoldSteps: (estate: EstateRef) => Promise<readonly Untold[]>
  saveStepsTold: (id: number) => Promise<void>
  /** Who was requested as a reviewer by Landlord: never a second time. */
  askedReviewers: (estate: EstateRef, pull: number) => Promise<readonly string[]>
  saveAskedReviewers: (estate: EstateRef, pull: number, asked: readonly string[]) => Promise<void>
}>

type OpenSeat = Readonly<{
  pull: number
  seat: string
  since: string
  taken: readonly Step['step'][]
}>

type Step = Readonly<{ seat: string; since: string; step: 'remind' | 'escalate' }>
type Untold = Readonly<{ id: number; pull: number; steps: readonly Step[] }>

export const openSeats = (pool: pg.Pool): OpenSeats => ({
  saveOpenSeats: async ({ owner, repo }, pull, { seats, at }) => {
    const { rows } = await pool.query<{ seat: string; since: Date }>(
      `with wanted as (select distinct seat from unnest($4::text[]) seat),
         gone as (delete from open_seats where owner = $1 and repo = $2 and pull = $3
                  and seat not in (select seat from wanted)),
         opened as (insert into open_seats (owner, repo, pull, seat, since)
                    select $1, $2, $3, seat, $5 from wanted on conflict do nothing returning seat, since)
       select seat, since from opened
       union all select seat, since from open_seats join wanted using (seat)
         where owner = $1 and repo = $2 and pull = $3`,
      [owner, repo, pull, seats, at],
    )
    return Object.fromEntries(rows.map(({ seat, since }) => [seat, since.toISOString()]))
  },
  openSeats: async ({ owner, repo }) => {
    const { rows } = await pool.query<Omit<OpenSeat, 'since'> & { since: Date }>(
      `select pull, seat, since, taken from open_seats where owner = $1 and repo = $2 order by since, pull, seat`,
      [owner, repo],
    )
    return rows.map((row) => ({ ...row, since: row.since.toISOString() }))
  },
  takeSteps: (estate, pull, { steps, at }) =>
    inTransaction(pool, async (client) => {
      const { owner, repo } = estate
      for (const { seat, since, step } of steps) {
        const { rowCount } = await client.query(
          `update open_seats set taken = taken || $6::text
           where owner = $1 and repo = $2 and pull = $3 and seat = $4 and since = $5 and not $6 = any (taken)`,
          [owner, repo, pull, seat, since, step],
        )
        if (rowCount !== 1) return undefined
      }
      const { rows } = await client.query<{ id: string }>(
        `insert into seat_steps (owner, repo, pull, steps, taken_at) values ($1, $2, $3, $4, $5) returning id`,
        [owner, repo, pull, JSON.stringify(steps), at],
      )
      return Number(rows[0]?.id)
    }),
  untoldSteps: async ({ owner, repo }) => {
    const { rows } = await pool.query<Omit<Untold, 'id'> & { id: string }>(
      `select id, pull, steps from seat_steps where owner = $1 and repo = $2 and told_at is null order by id`,
      [owner, repo],
    )
    return rows.map((row) => ({ ...row, id: Number(row.id) }))
  },
  saveStepsTold: async (id) => {
    await pool.query('update seat_steps set told_at = now() where id = $1', [id])
  },
  askedReviewers: async ({ owner, repo }, pull) => {
    const { rows } = await pool.query<{ who: string }>(
      'select who from asked_reviewers where owner = $1 and repo = $2 and pull = $3 order by who',
      [owner, repo, pull],
    )
    return rows.map(({ who }) => who)
  },
  saveAskedReviewers: async ({ owner, repo }, pull, asked) => {
    await pool.query(
      `insert into asked_reviewers (owner, repo, pull, who)
       select $1, $2, $3, who from unnest($4::text[]) who on conflict do nothing`,
      [owner, repo, pull, asked],
    )
  },
})
