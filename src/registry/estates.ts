import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** The estates that were ever heard of, and how far their merges were followed. */
export type Estates = Readonly<{
  /** Called with every delivery; an installation may change its id. History before the first call is left alone. */
  rememberEstate: (estate: EstateRef) => Promise<void>
  forgetEstate: (estate: Pick<EstateRef, 'owner' | 'repo'>) => Promise<void>
  knownEstates: () => Promise<readonly KnownEstate[]>
  /** Moves forward only. */
  saveMergesSeen: (estate: EstateRef, until: string) => Promise<void>
}>

type KnownEstate = Readonly<{ estate: EstateRef; mergesSeenUntil: string }>

export const estates = (pool: pg.Pool): Estates => ({
  rememberEstate: async ({ owner, repo, installation }) => {
    await pool.query(
      `insert into estates (owner, repo, installation) values ($1, $2, $3)
       on conflict (owner, repo) do update set installation = excluded.installation
       where estates.installation <> excluded.installation`,
      [owner, repo, installation],
    )
  },
  forgetEstate: async ({ owner, repo }) => {
    await pool.query('delete from estates where owner = $1 and repo = $2', [owner, repo])
  },
  knownEstates: async () => {
    const { rows } = await pool.query<{ owner: string; repo: string; installation: string; seen: Date }>(
      'select owner, repo, installation, merges_seen_until as seen from estates order by owner, repo',
    )
    return rows.map(({ owner, repo, installation, seen }) => ({
      estate: { owner, repo, installation: Number(installation) },
      mergesSeenUntil: seen.toISOString(),
    }))
  },
  saveMergesSeen: async ({ owner, repo }, until) => {
    await pool.query(
      `update estates set merges_seen_until = greatest(merges_seen_until, $3::timestamptz)
       where owner = $1 and repo = $2`,
      [owner, repo, until],
    )
  },
})
