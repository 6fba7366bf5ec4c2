import type pg from 'pg'
import type { Claim } from '../capacity/claim.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { inTransaction } from './transaction.ts'

/** The room that approved pull requests hold, and who waits for some. */
export type Claims = Readonly<{
  /** Those that count, the earliest first. One that nobody merges holds its room for two weeks. */
  claims: (estate: EstateRef) => Promise<readonly Claim[]>
  /**
   * Saves what a pull request holds. `seen` is the last place that its judgement knew of: if another one has taken a
   * place since, nothing is saved (`overtaken`). `keepsPlace`: it asks for no more than it held.
   */
  saveClaim: (estate: EstateRef, claim: NewClaim) => Promise<'saved' | 'overtaken'>
  /** Gives back what it held; `waits`: it is to be looked at again when room comes free. True = it held some. */
  releaseRoom: (estate: EstateRef, pull: number, headSha: string, waits: boolean) => Promise<boolean>
  /** Pull requests that wait for room, the longest-waiting first. */
  waitingForRoom: (estate: EstateRef) => Promise<readonly number[]>
  /** Everyone who holds room or waits for some; `lapsed` has held it for too long. */
  roomTakers: (estate: EstateRef) => Promise<readonly RoomTaker[]>
}>

type NewClaim = Omit<Claim, 'place'> & Readonly<{ keepsPlace: boolean; seen: number }>
type RoomTaker = Readonly<{ pull: number; headSha: string; holds: boolean; lapsed: boolean }>

export const claims = (pool: pg.Pool): Claims => ({
  claims: async ({ owner, repo }) => {
    const { rows } = await pool.query<Row>(
      `select pull, head_sha, place, holdings from claims
       where owner = $1 and repo = $2 and place is not null and ${fresh} order by place`,
      [owner, repo],
    )
    return rows.map(({ pull, head_sha: headSha, place, holdings }) => ({
      ...{ pull, headSha, holdings },
      place: Number(place),
    }))
  },
  saveClaim: (estate, claim) => inTurn(pool, estate, (client) => save(client, estate, claim)),
  releaseRoom: (estate, pull, headSha, waits) =>
    inTurn(pool, estate, async (client) => {
      const key = [estate.owner, estate.repo, pull]
      const { rows } = await client.query<{ place: string | null }>(
        'delete from claims where owner = $1 and repo = $2 and pull = $3 and (place is not null or not $4) returning place',
        [...key, waits],
      )
      if (waits)
        await client.query(
          `insert into claims (owner, repo, pull, head_sha, holdings) values ($1, $2, $3, $4, '[]')
           on conflict (owner, repo, pull) do update set head_sha = excluded.head_sha`,
          [...key, headSha],
        )
      return rows.some(({ place }) => place !== null)
    }),
  waitingForRoom: async ({ owner, repo }) => {
    const { rows } = await pool.query<{ pull: number }>(
      'select pull from claims where owner = $1 and repo = $2 and place is null order by since, pull',
      [owner, repo],
    )
    return rows.map(({ pull }) => pull)
  },
  roomTakers: async ({ owner, repo }) => {
    const { rows } = await pool.query<RoomTaker>(
      `select pull, head_sha as "headSha", place is not null as holds, place is not null and not (${fresh}) as lapsed
       from claims where owner = $1 and repo = $2 order by since, pull`,
      [owner, repo],
    )
    return rows
  },
})

type Row = Pick<Claim, 'pull' | 'holdings'> & Readonly<{ head_sha: string; place: string }>

const fresh = `since > now() - interval '14 days'`

async function save(
  client: pg.PoolClient,
  { owner, repo }: EstateRef,
  { pull, headSha, holdings, keepsPlace, seen }: NewClaim,
): Promise<'saved' | 'overtaken'> {
  const { rows } = await client.query<{ pull: number; place: string }>(
    'select pull, place from claims where owner = $1 and repo = $2 and place is not null',
    [owner, repo],
  )
  const own = rows.find((row) => row.pull === pull)
  const overtaken = keepsPlace
    ? own === undefined
    : rows.some((row) => row.pull !== pull && Number(row.place) > seen)
  if (overtaken) return 'overtaken'
  await client.query(
    `insert into claims (owner, repo, pull, head_sha, holdings, place)
     values ($1, $2, $3, $4, $5, nextval('claim_places'))
     on conflict (owner, repo, pull) do update set head_sha = excluded.head_sha, holdings = excluded.holdings,
       place = case when $6 then claims.place else excluded.place end,
       since = case when $6 then claims.since else now() end`,
    [owner, repo, pull, headSha, JSON.stringify(holdings), keepsPlace],
  )
  return 'saved'
}

/** One after the other for each estate, so that of two that come at once the second sees the first. */
async function inTurn<Result>(
  pool: pg.Pool,
  { owner, repo }: EstateRef,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const done = await inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`claims ${owner}/${repo}`])
    return { result: await work(client) }
  })
  if (done === undefined) throw new Error('What was to be saved of the claims was taken back.')
  return done.result
}
