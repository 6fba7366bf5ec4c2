import type { Finding } from '../tenant/finding.ts'
import type { Pool } from '../tenant/settings/settings.ts'
import type { Claim } from './claim.ts'
import { holdingOf, type Drawing, type Holding } from './holding.ts'
import { usesOf, type PoolUse } from './pool-use.ts'
import { beyondLend, noPool, poolFull } from './refusals.ts'
import { lendOf } from './resources.ts'

export type { PoolUse } from './pool-use.ts'

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
  const poolOf = new Map(pools.toReversed().map((pool) => [pool.region, pool]))
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

type Judged = Readonly<{
  pool: Pool
  /** Of that pool. */
  use: readonly PoolUse[]
  after: Drawing
  now: Holding
  /** What the tenant drew from the same pool before. */
  known: Holding | undefined
}>

function judge({ pool, use, after, now, known }: Judged): readonly Finding[] {
  const findings: Finding[] = []
  for (const row of use) {
    const { resource } = row
    const asked = now.quotas[resource]
    if (row.claimed > row.limit && asked > (known?.quotas[resource] ?? 0))
      findings.push(poolFull(row, after, asked))
    const borrow = now.borrow[resource]
    const lend = lendOf(pool, resource)
    if (borrow > lend && borrow > (known?.borrow[resource] ?? 0))
      findings.push(beyondLend(after, { pool: pool.name, resource, borrow, lend }))
  }
  return findings
}
