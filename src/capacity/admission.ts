import type { Finding } from '../tenant/finding.ts'
import type { Pool } from '../tenant/settings/settings.ts'
import type { Claim } from './claim.ts'
import { holdingOf, type Drawing, type Holding, type Share } from './holding.ts'
import { usesOf, type PoolUse } from './pool-use.ts'
import { beyondLend, noPool, poolFull } from './refusals.ts'
import { lendOf, resources, type Resource } from './resources.ts'

export type Admission = Readonly<{
  use: readonly PoolUse[]
  /** What every tenant draws, the changes and the claims included. */
  holdings: readonly Holding[]
  findings: readonly Finding[]
}>

export type AdmissionInput = Readonly<{
  pools: readonly Pool[]
  /** Every tenant once the changes are in; one that is being worked on once for each of its states. */
  tenants: readonly Drawing[]
  changes: readonly Readonly<{ before: Drawing | undefined; after: Drawing | undefined }>[]
  /** Of other pull requests, those that go before this one. */
  claims?: readonly Claim[]
  /** ISO date: boosts that last then are counted. */
  on: string
}>

/**
 * Whether the pools carry every tenant, the changes included. Only a change that takes more than before is
 * refused: a pool that is too full already must not keep anyone from giving back.
 */
export function admit({ pools, tenants, changes, claims = [], on }: AdmissionInput): Admission {
  const standing = tenants.flatMap((tenant) => holdingOf(tenant, on) ?? [])
  const own = new Set(
    claims.length === 0 ? [] : changes.flatMap(({ before, after }) => [before?.id, after?.id]),
  )
  const claimed = claims.flatMap(({ pull, holdings }) =>
    holdings.filter(({ tenant }) => !own.has(tenant)).map((holding) => ({ ...holding, pull })),
  )
  const rows = new Map(pools.map((pool) => [pool, usesOf(pool, standing, claimed)]))
  const poolOf = poolsByRegion(pools)
  const findings = changes.flatMap(({ before, after }) => {
    const now = holdingOf(after, on)
    if (after === undefined || now === undefined) return []
    const pool = poolOf.get(now.region)
    if (pool === undefined) return [noPool(after)]
    const was = before === after ? now : holdingOf(before, on)
    const known = was?.region === now.region ? was : undefined
    return judge({ pool, use: rows.get(pool) ?? [], after, now, known })
  })
  return { use: [...rows.values()].flat(), holdings: [...standing, ...claimed], findings }
}

/** A tenant by itself, however much room there is: what it guarantees itself (undefined = nothing), and what is refused. */
export type Alone = Readonly<{ share: Share | undefined; findings: readonly Finding[] }>

/** Refused are a region without a pool, and more borrowed than its pool lends. */
export function admitAlone(pools: readonly Pool[], on: string): (tenant: Drawing) => Alone {
  const poolOf = poolsByRegion(pools)
  return (after) => {
    const now = holdingOf(after, on)
    if (now === undefined) return { share: undefined, findings: [] }
    const { region, quotas } = now
    const pool = poolOf.get(region)
    const findings =
      pool === undefined
        ? [noPool(after)]
        : resources.flatMap((resource) => lendRefusal(resource, { pool, after, now, known: undefined }))
    return { share: { region, quotas }, findings }
  }
}

/** Of several in one region the first. */
const poolsByRegion = (pools: readonly Pool[]): ReadonlyMap<string, Pool> =>
  new Map(pools.toReversed().map((pool) => [pool.region, pool]))

type Judged = Readonly<{
  pool: Pool
  after: Drawing
  now: Holding
  /** What the tenant drew from the same pool before. */
  known: Holding | undefined
}>

/** `use`: of that pool. */
function judge({ use, ...judged }: Judged & Readonly<{ use: readonly PoolUse[] }>): readonly Finding[] {
  const { after, now, known } = judged
  return use.flatMap((row) => {
    const asked = now.quotas[row.resource]
    const isTooMuch = row.claimed > row.limit && asked > (known?.quotas[row.resource] ?? 0)
    return [...(isTooMuch ? [poolFull(row, after, asked)] : []), ...lendRefusal(row.resource, judged)]
  })
}

function lendRefusal(resource: Resource, { pool, after, now, known }: Judged): readonly Finding[] {
  const borrow = now.borrow[resource]
  const lend = lendOf(pool, resource)
  return borrow > lend && borrow > (known?.borrow[resource] ?? 0)
    ? [beyondLend(after, { pool: pool.name, resource, borrow, lend })]
    : []
}
