import type pg from 'pg'

/** The inbox: GitHub answers are owed within ten seconds, so a delivery is kept first and worked on afterwards. */
export type Deliveries = Readonly<{
  /** The ids of those that are new; the others were kept before: repetitions, or replays. */
  recordDeliveries: (deliveries: readonly Delivery[]) => Promise<ReadonlySet<string>>
  /** They are in the queue (or need no work): the inbox no longer answers for them. */
  markHandled: (ids: readonly string[]) => Promise<void>
  /** Kept and never handed on, for longer than `seconds`: a process ended in between. Oldest first. */
  unhandledDeliveries: (seconds: number) => Promise<readonly Delivery[]>
  /** Forgets handled deliveries older than `days`; GitHub repeats none after three. */
  forgetDeliveries: (days: number) => Promise<number>
}>

type Delivery = Readonly<{ id: string; event: string; payload: unknown }>

export const deliveries = (pool: pg.Pool): Deliveries => ({
  recordDeliveries: async (list) => {
    const { rows } = await pool.query<{ id: string }>({
      name: 'record_deliveries',
      text: `insert into inbox (delivery, event, payload)
       select * from unnest($1::text[], $2::text[], $3::jsonb[]) on conflict do nothing returning delivery as id`,
      values: [
        list.map(({ id }) => id),
        list.map(({ event }) => event),
        list.map(({ payload }) => JSON.stringify(payload).replace(nul, '\\ufffd')),
      ],
    })
    return new Set(rows.map(({ id }) => id))
  },
  markHandled: async (ids) => {
    await pool.query({
      name: 'mark_handled',
      text: 'update inbox set handled_at = now() where delivery = any($1)',
      values: [ids],
    })
  },
  unhandledDeliveries: async (seconds) => {
    const { rows } = await pool.query<Delivery>(
      `select delivery as id, event, payload from inbox
       where handled_at is null and received_at <= now() - make_interval(secs => $1)
       order by received_at limit 500`,
      [seconds],
    )
    return rows
  },
  forgetDeliveries: async (days) => {
    const { rowCount } = await pool.query(
      'delete from inbox where handled_at < now() - make_interval(days => $1)',
      [days],
    )
    return rowCount ?? 0
  },
})

/** JSON may hold U+0000, jsonb may not. The look-behind leaves an escaped backslash before "u0000" alone. */
const nul = /(?<=(?:^|[^\\])(?:\\\\)*)\\u0000/g
