import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** What was seen of GitHub without an event: how open pull requests stood, what was merged, which events were asked for again. */
export type Seen = Readonly<{
  /** True for whoever asks first; remembered for a week. */
  claimRedelivery: (guid: string) => Promise<boolean>
  /** Those that stand otherwise than they were saved. */
  movedPulls: (estate: EstateRef, pulls: readonly PullSeen[]) => Promise<readonly PullSeen[]>
  savePullsSeen: (estate: EstateRef, pulls: readonly PullSeen[]) => Promise<void>
  /** Those that nobody said to have taken up. */
  untakenMerges: <Merge extends Merged>(
    estate: EstateRef,
    merges: readonly Merge[],
  ) => Promise<readonly Merge[]>
  /** Remembered for a week: by then nobody looks so far back. */
  saveMergeTaken: (estate: EstateRef, merge: Merged) => Promise<void>
}>

type Merged = Readonly<{ pull: number; sha: string }>

type PullSeen = Readonly<{ number: number; headSha: string; updatedAt: string }>

export const seen = (pool: pg.Pool): Seen => ({
  claimRedelivery: async (guid) => {
    await pool.query("delete from redeliveries where at < now() - interval '7 days'")
    const { rowCount } = await pool.query(
      'insert into redeliveries (guid) values ($1) on conflict do nothing',
      [guid],
    )
    return rowCount === 1
  },
  movedPulls: async ({ owner, repo }, pulls) => {
    const { rows } = await pool.query<{ pull: number; stands: string }>(
      'select pull, stands from pulls_seen where owner = $1 and repo = $2',
      [owner, repo],
    )
    const known = new Map(rows.map(({ pull, stands }) => [pull, stands]))
    return pulls.filter((pull) => known.get(pull.number) !== standsOf(pull))
  },
  savePullsSeen: async ({ owner, repo }, pulls) => {
    await pool.query(
      `insert into pulls_seen (owner, repo, pull, stands)
       select $1, $2, * from unnest($3::integer[], $4::text[])
       on conflict (owner, repo, pull) do update set stands = excluded.stands`,
      [owner, repo, pulls.map(({ number }) => number), pulls.map(standsOf)],
    )
  },
  untakenMerges: async ({ owner, repo }, merges) => {
    const { rows } = await pool.query<{ sha: string }>(
      'select sha from merges_taken where owner = $1 and repo = $2 and pull = any($3)',
      [owner, repo, merges.map(({ pull }) => pull)],
    )
    return merges.filter(({ sha }) => !rows.some((taken) => taken.sha === sha))
  },
  saveMergeTaken: async ({ owner, repo }, { pull, sha }) => {
    await pool.query("delete from merges_taken where taken_at < now() - interval '7 days'")
    await pool.query(
      'insert into merges_taken (owner, repo, pull, sha) values ($1, $2, $3, $4) on conflict do nothing',
      [owner, repo, pull, sha],
    )
  },
})

const standsOf = ({ headSha, updatedAt }: PullSeen): string => `${headSha} ${updatedAt}`
