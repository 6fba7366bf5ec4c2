import type pg from 'pg'

/** What was spent of GitHub's limits, counted for all processes on this registry. */
export type Budget = Readonly<{
  /** Pays all charges, or none: then milliseconds until there may be room. 0 = paid. */
  take: (who: string, charges: readonly Charge[]) => Promise<number>
  /** GitHub has told `who` to be quiet for so long. */
  pause: (who: string, ms: number) => Promise<void>
  /** What each spent of one kind of limit in the last `seconds`; who spent nothing is left out. */
  spentOf: (bucket: string, seconds: number) => Promise<readonly Readonly<{ who: string; spent: number }>[]>
  /** Forgets what no limit looks at any more. */
  forgetSpending: () => Promise<void>
}>

/** At most `most` in any `seconds` seconds. */
type Charge = Readonly<{ bucket: string; cost: number; most: number; seconds: number }>

export const budget = (pool: pg.Pool): Budget => ({
  take: async (who, charges) => {
    const { rows } = await pool.query<{ wait: number }>({
      name: 'take_github_budget',
      text: 'select take_github_budget($1, $2, $3, $4, $5) as wait',
      values: [
        who,
        charges.map(({ bucket }) => bucket),
        charges.map(({ cost }) => cost),
        charges.map(({ most }) => most),
        charges.map(({ seconds }) => seconds),
      ],
    })
    return rows[0]?.wait ?? 0
  },
  pause: async (who, ms) => {
    await pool.query(
      `insert into github_pauses (who, until) values ($1, now() + make_interval(secs => $2 / 1000.0))
       on conflict (who) do update set until = greatest(github_pauses.until, excluded.until)`,
      [who, ms],
    )
  },
  spentOf: async (bucket, seconds) => {
    const { rows } = await pool.query<{ who: string; spent: number }>(
      `select who, sum(cost)::int as spent from github_spending
       where bucket = $1 and at > now() - make_interval(secs => $2) group by who order by who`,
      [bucket, seconds],
    )
    return rows
  },
  forgetSpending: async () => {
    await pool.query("delete from github_spending where at < now() - interval '61 minutes'")
    await pool.query('delete from github_pauses where until < now()')
  },
})
