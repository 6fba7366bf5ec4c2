import type { Pool } from '../tenant/settings/settings.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { inRegion, type Holding, type Share } from './holding.ts'
import { limitOf, resources, type Resource } from './resources.ts'

/** How full each pool is once the change is in. */
export type PoolUse = Readonly<{
  pool: string
  resource: Resource
  /** Σ guaranteed quotas, boosts and the change included. */
  claimed: number
  /** (capacity − reserve) × overcommit. */
  limit: number
  /** Of `claimed`, what approved pull requests hold beyond what stands. */
  held: readonly Held[]
}>

type Held = Readonly<{ pull: number; amount: number }>

/** A holding of another pull request. */
export type Claimed = Holding & Readonly<{ pull: number }>

/** How full a pool is with tenants of whom each stands in one state, and nobody else. */
export function usesOfAll(pool: Pool, shares: readonly Share[]): readonly PoolUse[] {
  const here = shares.filter(({ region }) => region === pool.region)
  return resources.map((resource) => sumOf(pool, resource, here))
}

/** How full a pool is, resource by resource. */
export function usesOf(
  pool: Pool,
  standing: readonly Holding[],
  claimed: readonly Claimed[],
): readonly PoolUse[] {
  const here = { standing: inRegion(standing, pool.region), claimed: inRegion(claimed, pool.region) }
  const isSimple = here.claimed.length === 0 && areDistinct(here.standing)
  return resources.map((resource) =>
    isSimple ? sumOf(pool, resource, here.standing) : useOf(pool, resource, here),
  )
}

/** Most of the time every tenant is in one state, and there may be thousands of them. */
const areDistinct = (holdings: readonly Holding[]): boolean =>
  new Set(holdings.map(({ tenant }) => tenant)).size === holdings.length

function sumOf(pool: Pool, resource: Resource, standing: readonly Share[]): PoolUse {
  let claimed = 0
  for (const { quotas } of standing) claimed += quotas[resource]
  return { pool: pool.name, resource, claimed, limit: limitOf(pool, resource), held: [] }
}

function useOf(
  pool: Pool,
  resource: Resource,
  { standing, claimed }: Readonly<{ standing: readonly Holding[]; claimed: readonly Claimed[] }>,
): PoolUse {
  const held: Held[] = []
  const counted = new Map<TenantId, number>()
  let total = countMore(counted, standing, resource)
  for (const pull of new Set(claimed.map((holding) => holding.pull))) {
    const own = claimed.filter((holding) => holding.pull === pull)
    const more = countMore(counted, own, resource)
    if (more > 0) held.push({ pull, amount: more })
    total += more
  }
  return { pool: pool.name, resource, claimed: total, limit: limitOf(pool, resource), held }
}

/** What some holdings draw beyond what is counted already: of a tenant's states the largest counts, as in `drawsOf`. */
function countMore(counted: Map<TenantId, number>, holdings: readonly Holding[], resource: Resource): number {
  let more = 0
  for (const { tenant, quotas } of holdings) {
    const beyond = quotas[resource] - (counted.get(tenant) ?? 0)
    if (beyond <= 0) continue
    counted.set(tenant, quotas[resource])
    more += beyond
  }
  return more
}
