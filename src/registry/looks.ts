import type pg from 'pg'

/** What all processes together look at once in a while. */
export type Looks = Readonly<{
  /**
   * Of these, the one that was not looked at for the longest time, and at least for so many seconds: the caller's to look at
   * now, and nobody else's until as much time has passed again, whatever becomes of the caller. Undefined: none is due.
   */
  takeLook: (names: readonly string[], seconds: number) => Promise<Look | undefined>
  /** ISO 8601: whoever looks next need not look further back. */
  saveLook: (name: string, seenUntil: string) => Promise<void>
}>

type Look = Readonly<{ name: string; seenUntil: string | undefined }>

export const looks = (pool: pg.Pool): Looks => ({
  takeLook: async (names, seconds) => {
    const { rows } = await pool.query<{ name: string; seen: Date | null }>(
      `insert into looks (name, taken_at)
         select name, clock_timestamp() from unnest($1::text[]) as name left join looks using (name)
         where taken_at is null or taken_at <= clock_timestamp() - make_interval(secs => $2)
         order by taken_at nulls first limit 1
       on conflict (name) do update set taken_at = excluded.taken_at
         where looks.taken_at <= clock_timestamp() - make_interval(secs => $2)
       returning name, seen_until as seen`,
      [names, seconds],
    )
    const [row] = rows
    return row && { name: row.name, seenUntil: row.seen?.toISOString() }
  },
  saveLook: async (name, seenUntil) => {
    await pool.query('update looks set seen_until = greatest(seen_until, $2::timestamptz) where name = $1', [
      name,
      seenUntil,
    ])
  },
})
