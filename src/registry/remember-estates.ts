import type pg from 'pg'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { displace, moveEstate } from './move-estate.ts'

/**
 * Enters what deliveries told of their estates. GitHub's number decides whose a name is: one that is known under another name was
 * renamed, and takes what is kept along; another one under a known name inherits nothing, and the estate is displaced.
 */
export async function rememberEstates(pool: pg.Pool, list: readonly EstateRef[]): Promise<void> {
  // Of several names for one estate the last counts.
  const told = [...new Map(list.map((estate) => [`${estate.owner}/${estate.repo}`, estate])).values()]
  const known = await load(pool, told)
  // Almost always nothing is new: then nothing is locked, and nothing has to reach the disk.
  for (const estate of told) if (!isKnown(estate, known)) await remember(pool, estate)
}

type Known = Readonly<{
  owner: string
  repo: string
  installation: string
  repository: string | null
  displaced: string | null
}>

async function load(pool: pg.Pool, told: readonly EstateRef[]): Promise<readonly Known[]> {
  const { rows } = await pool.query<Known>({
    name: 'known_estates',
    text: `select owner, repo, installation, repository, displaced from estates
      where (owner, repo) in (select * from unnest($1::text[], $2::text[])) or repository = any($3::bigint[])`,
    values: [
      told.map(({ owner }) => owner),
      told.map(({ repo }) => repo),
      told.flatMap(({ id }) => id ?? []),
    ],
  })
  return rows
}

const isNamed = (one: Pick<Known, 'owner' | 'repo'>, other: Pick<Known, 'owner' | 'repo'>): boolean =>
  one.owner === other.owner && one.repo === other.repo

function isKnown(told: EstateRef, known: readonly Known[]): boolean {
  const row = known.find((one) => isNamed(one, told))
  if (row === undefined || Number(row.installation) !== told.installation) return false
  if (told.id === undefined) return true
  // Somebody else's name: known as such, until the two are told apart.
  return Number(row.repository) === told.id
    ? row.displaced === null
    : row.repository !== null && row.displaced !== null
}

async function remember(pool: pg.Pool, told: EstateRef): Promise<void> {
  const known = await load(pool, [told])
  const named = known.find((one) => isNamed(one, told))
  const same = known.find(({ repository }) => repository !== null && Number(repository) === told.id)
  const name = `${told.owner}/${told.repo}`
  const number = named?.repository ?? undefined
  const isForeign = number !== undefined && told.id !== undefined && Number(number) !== told.id
  if (isForeign) await displace(pool, told, `its name belongs to another repository now, number ${told.id}`)
  if (same === undefined || isNamed(same, told)) {
    if (!isForeign) await enter(pool, told)
  } else if (named === undefined && (await moveEstate(pool, same, told))) await enter(pool, told)
  else await displace(pool, same, `it is called ${name} now, and something else is kept under that name`)
}

async function enter(pool: pg.Pool, { owner, repo, installation, id }: EstateRef): Promise<void> {
  await pool.query(
    `insert into estates (owner, repo, installation, repository) values ($1, $2, $3, $4)
     on conflict (owner, repo) do update set installation = excluded.installation,
       repository = coalesce(estates.repository, excluded.repository),
       displaced = case when excluded.repository is null then estates.displaced end`,
    [owner, repo, installation, id ?? null],
  )
  if (id !== undefined)
    await pool.query('delete from former_names where owner = $1 and repo = $2', [owner, repo])
}
