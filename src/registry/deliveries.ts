import type pg from 'pg'

/** The inbox: GitHub answers are owed within ten seconds, so a delivery is kept first and worked on afterwards. */
export type Deliveries = Readonly<{
  /** `known` = this delivery was already kept: a repetition, or a replay. */
  recordDelivery: (id: string, event: string, payload: unknown) => Promise<'new' | 'known'>
  /** It is in the queue (or needs no work): the inbox no longer answers for it. */
  markHandled: (id: string) => Promise<void>
  /** Kept and never handed on, for longer than `seconds`: a process ended in between. Oldest first. */
  unhandledDeliveries: (seconds: number) => Promise<readonly Delivery[]>
  /** Forgets handled deliveries older than `days`; GitHub repeats none after three. */
  forgetDeliveries: (days: number) => Promise<number>
}>

type Delivery = Readonly<{ id: string; event: string; payload: unknown }>

export const deliveries = (pool: pg.Pool): Deliveries => ({
  recordDelivery: async (id, event, payload) => {
    const { rowCount } = await pool.query(
      'insert into inbox (delivery, event, payload) values ($1, $2, $3) on conflict do nothing',
      [id, event, JSON.stringify(payload).replace(nul, '\\ufffd')],
    )
    return rowCount === 1 ? 'new' : 'known'
  },
  markHandled: async (id) => {
    await pool.query('update inbox set handled_at = now() where delivery = $1', [id])
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
