import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { appendAudit } from './append-audit.ts'
import { inTransaction } from './transaction.ts'

type Names = Pick<EstateRef, 'owner' | 'repo'>

/** Where a name that a job holds leads to by now. */
type Whereabouts =
  | Readonly<{ is: 'here'; estate: EstateRef }>
  /** Nothing may be done for it until somebody has looked. */
  | Readonly<{ is: 'displaced'; why: string }>

export type Moves = Readonly<{
  /**
   * All that is kept goes to another name, and the chain says so; false = something is kept under that already. `displaced`: why
   * nothing shall be done for it there.
   */
  moveEstate: (from: Names, to: Names, displaced?: string) => Promise<boolean>
  whereIs: (estate: EstateRef) => Promise<Whereabouts>
  /** With those that are displaced. */
  everyEstate: () => Promise<readonly Names[]>
  /** Estates that nothing is done for, and why. */
  displacedEstates: () => Promise<readonly Readonly<{ estate: Names; why: string }>[]>
  /** Of all of them those that a person has to look at: what was set aside is not one of them. */
  displacedCount: () => Promise<number>
}>

export const moves = (pool: pg.Pool): Moves => ({
  moveEstate: (from, to, displaced) => moveEstate(pool, from, to, displaced),
  whereIs: async (estate) => {
    const { owner, repo, id } = estate
    const { rows } = await pool.query<Row>(
      `select owner, repo, installation, repository, displaced from estates where repository = $3
       union all select owner, repo, installation, repository, displaced from estates where owner = $1 and repo = $2
       union all select e.owner, e.repo, e.installation, e.repository, e.displaced from former_names f
         join estates e on e.owner = f.now_owner and e.repo = f.now_repo where f.owner = $1 and f.repo = $2`,
      [owner, repo, id ?? null],
    )
    const [found] = rows
    if (found === undefined) return { is: 'here', estate }
    if (found.displaced !== null) return { is: 'displaced', why: found.displaced }
    if (id !== undefined && found.repository !== null && Number(found.repository) !== id)
      return { is: 'displaced', why: `that name belongs to repository ${found.repository}, and not to ${id}` }
    const now = { owner: found.owner, repo: found.repo, installation: Number(found.installation) }
    return { is: 'here', estate: { ...estate, ...now } }
  },
  everyEstate: async () => {
    const { rows } = await pool.query<Names>('select owner, repo from estates order by owner, repo')
    return rows
  },
  displacedEstates: async () => {
    const { rows } = await pool.query<{ owner: string; repo: string; why: string }>(
      'select owner, repo, displaced as why from estates where displaced is not null order by owner, repo',
    )
    return rows.map(({ owner, repo, why }) => ({ estate: { owner, repo }, why }))
  },
  displacedCount: async () => {
    const { rows } = await pool.query<{ count: number }>(
      "select count(*)::int as count from estates where displaced is not null and repo not like '%~%'",
    )
    return rows[0]?.count ?? 0
  },
})

type Row = Readonly<{
  owner: string
  repo: string
  installation: string
  repository: string | null
  displaced: string | null
}>

export async function moveEstate(
  pool: pg.Pool,
  from: Names,
  to: Names,
  displaced?: string,
): Promise<boolean> {
  const moved = await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ moved: boolean }>('select move_estate($1, $2, $3, $4) as moved', [
      ...[from.owner, from.repo],
      ...[to.owner, to.repo],
    ])
    if (rows[0]?.moved !== true) return undefined
    const body = { from: `${from.owner}/${from.repo}`, to: `${to.owner}/${to.repo}` }
    if (displaced !== undefined) await displace(client, to, displaced)
    await appendAudit(client, to, { kind: 'moved', tenant: null, body })
    return true
  })
  return moved === true
}

/** From now on nothing is done for it. */
export async function displace(
  client: Pick<pg.ClientBase, 'query'>,
  { owner, repo }: Names,
  why: string,
): Promise<void> {
  await client.query('update estates set displaced = $3 where owner = $1 and repo = $2', [owner, repo, why])
}
