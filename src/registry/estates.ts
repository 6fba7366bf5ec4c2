import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { rememberEstates } from './remember-estates.ts'

/** The estates that were ever heard of, and how far their merges were followed. */
export type Estates = Readonly<{
  /**
   * Called with every delivery. An installation may change its id, and a repository its name: then all that is kept of it goes to
   * the new one. Where a name is another repository's now, nothing of it is touched. History before the first call is left alone.
   */
  rememberEstates: (estates: readonly EstateRef[]) => Promise<void>
  forgetEstate: (estate: Pick<EstateRef, 'owner' | 'repo'>) => Promise<void>
  /** Without those that are displaced: nothing is done for them. */
  knownEstates: () => Promise<readonly KnownEstate[]>
  /** Moves forward only. */
  saveMergesSeen: (estate: EstateRef, until: string) => Promise<void>
  /** ISO 8601: what was merged before needs no decision. */
  decisionsSince: (estate: EstateRef) => Promise<string>
  /** The commit up to which the default branch was looked at; undefined: never. */
  mainSeen: (estate: EstateRef) => Promise<string | undefined>
  /** False = somebody else has moved it on from `from` meanwhile. */
  saveMainSeen: (estate: EstateRef, from: string | undefined, to: string) => Promise<boolean>
  /** Estates whose open pull requests were last reviewed by a Landlord that kept no decisions; each is given once. */
  takeReviewsDue: () => Promise<readonly EstateRef[]>
}>

export type KnownEstate = Readonly<{ estate: EstateRef; mergesSeenUntil: string }>

export const estates = (pool: pg.Pool): Estates => ({
  rememberEstates: (list) => rememberEstates(pool, list),
  forgetEstate: async ({ owner, repo }) => {
    await pool.query('delete from estates where owner = $1 and repo = $2', [owner, repo])
  },
  knownEstates: async () => {
    const { rows } = await pool.query<{ owner: string; repo: string; installation: string; seen: Date }>(
      'select owner, repo, installation, merges_seen_until as seen from estates where displaced is null order by owner, repo',
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
  decisionsSince: async ({ owner, repo }) => {
    const { rows } = await pool.query<{ since: Date }>(
      'select decisions_since as since from estates where owner = $1 and repo = $2',
      [owner, repo],
    )
    // An estate that nobody has heard of has no past either.
    return (rows[0]?.since ?? new Date(0)).toISOString()
  },
  mainSeen: async ({ owner, repo }) => {
    const { rows } = await pool.query<{ seen: string | null }>(
      'select main_seen as seen from estates where owner = $1 and repo = $2',
      [owner, repo],
    )
    return rows[0]?.seen ?? undefined
  },
  saveMainSeen: async ({ owner, repo }, from, to) => {
    const { rowCount } = await pool.query(
      `update estates set main_seen = $4
       where owner = $1 and repo = $2 and main_seen is not distinct from $3`,
      [owner, repo, from ?? null, to],
    )
    return rowCount === 1
  },
  takeReviewsDue: async () => {
    const { rows } = await pool.query<{ owner: string; repo: string; installation: string }>(
      'update estates set reviews_due = false where reviews_due and displaced is null returning owner, repo, installation',
    )
    return rows.map(({ installation, ...names }) => ({ ...names, installation: Number(installation) }))
  },
})
