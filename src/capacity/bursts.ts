import type { Pool, Tier } from '../tenant/settings/settings.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { drawsOf, inRegion, type Draw, type Holding } from './holding.ts'
import { lendOf, resources, usableOf, type Resource } from './resources.ts'

/**
 * What one pool does with one resource when its tenants use what they may: all at their quota, one of them bursting,
 * all of them bursting.
 */
export type Bursts = Readonly<{
  pool: string
  resource: Resource
  /** Capacity less the reserve. */
  usable: number
  /** All tenants at their quota. With overcommit it may be more than is usable. */
  nominal: number
  /** Whoever may borrow most, alone, while all others are at their quota; undefined: nobody may borrow. */
  one: Share | undefined
  all: Readonly<{
    /** Σ quota and borrowing. */
    asked: number
    given: number
    /** Who gets less than asked: whoever is throttled first stands first. */
    throttled: readonly Share[]
  }>
}>

export type Share = Readonly<{
  tenant: TenantId
  tier: string
  /** `borrowed`: beyond the quota; `quota`: of the quota itself, which only an overcommitted pool can fall short of. */
  of: 'borrowed' | 'quota'
  asked: number
  given: number
}>

/**
 * The order in which tenants are throttled: what is borrowed goes before any quota; of what is borrowed a lower tier's
 * goes first, and within a tier everyone gives up the same part. Quotas are a promise made to everyone alike, so where
 * an overcommitted pool cannot keep them all, all are cut by the same part. A tier ranks by the queries it guarantees.
 */
export function burstsOf(
  pool: Pool,
  holdings: readonly Holding[],
  tiers: Readonly<Record<string, Tier>>,
): readonly Bursts[] {
  const here = inRegion(holdings, pool.region)
  return resources.map((resource) => {
    const draws = drawsOf(here, resource)
    const usable = usableOf(pool, resource)
    const nominal = sum(draws.map((draw) => draw.nominal))
    const lendable = Math.min(lendOf(pool, resource), Math.max(0, usable - nominal))
    const borrowers = draws.filter(({ borrow }) => borrow > 0)
    const [most] = borrowers.toSorted((a, b) => b.borrow - a.borrow || (a.tenant < b.tenant ? -1 : 1))
    const rank = ({ tier }: Draw): number => tiers[tier]?.quotas.queriesPerMinute ?? 0
    const shares = [...lent(borrowers, lendable, rank), ...promised(draws, usable, nominal)]
    return {
      pool: pool.name,
      resource,
      usable,
      nominal,
      one: most && borrowed(most, Math.min(most.borrow, lendable)),
      all: {
        asked: nominal + sum(borrowers.map(({ borrow }) => borrow)),
        given: sum(shares.map(({ given }) => given)),
        throttled: shares.filter(({ asked, given }) => given < asked),
      },
    }
  })
}

/** Lowest tier first; what is there to lend goes to the highest. */
function lent(borrowers: readonly Draw[], lendable: number, rank: (draw: Draw) => number): readonly Share[] {
  const ranks = [...new Set(borrowers.map(rank))].sort((a, b) => b - a)
  let left = lendable
  const shares = ranks.map((one) => {
    const same = borrowers.filter((draw) => rank(draw) === one)
    const asked = sum(same.map(({ borrow }) => borrow))
    const given = proportionally(Math.min(asked, left), asked)
    left -= Math.min(asked, left)
    return same
      .map((draw) => borrowed(draw, given(draw.borrow)))
      .toSorted((a, b) => b.asked - b.given - (a.asked - a.given) || (a.tenant < b.tenant ? -1 : 1))
  })
  return shares.toReversed().flat()
}

const borrowed = ({ tenant, tier, borrow }: Draw, given: number): Share => ({
  ...{ tenant, tier, of: 'borrowed' as const },
  asked: borrow,
  given,
})

function promised(draws: readonly Draw[], usable: number, nominal: number): readonly Share[] {
  const given = proportionally(Math.min(usable, nominal), nominal)
  return draws
    .map(({ tenant, tier, nominal: asked }) => ({
      ...{ tenant, tier, of: 'quota' as const },
      asked,
      given: given(asked),
    }))
    .toSorted((a, b) => b.asked - b.given - (a.asked - a.given) || (a.tenant < b.tenant ? -1 : 1))
}

/** Whole units, rounded down, so that together they are never more than there is. */
const proportionally =
  (available: number, asked: number) =>
  (part: number): number =>
    available >= asked ? part : Math.floor((part * available) / asked)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)
