import { quotasOn } from '../tenant/boost.ts'
import type { Quotas, Tenant, TenantId } from '../tenant/tenant.ts'
import { resources, type Resource } from './resources.ts'

/** What decides on how much a tenant draws. */
export type Drawing = Pick<Tenant, 'id' | 'tier' | 'region' | 'lifecycle' | 'quotas' | 'borrow' | 'boosts'>

/** What one state of a tenant draws from the pool of its region. */
export type Holding = Readonly<{
  tenant: TenantId
  tier: string
  region: string
  /** Guaranteed, boosts that last included. */
  quotas: Quotas
  /** What it may have beyond that while there is room. */
  borrow: Quotas
}>

/** Undefined for a retired tenant: it is kept for its data, and asks for nothing. One that is suspended borrows nothing. */
export function holdingOf(tenant: Drawing | undefined, on: string): Holding | undefined {
  if (tenant === undefined || tenant.lifecycle.state === 'retired') return undefined
  const { id, tier, region } = tenant
  const borrow = tenant.lifecycle.state === 'active' ? { ...nothing, ...tenant.borrow } : nothing
  return { tenant: id, tier, region, quotas: quotasOn(tenant, on), borrow }
}

const nothing: Quotas = { queriesPerMinute: 0, documentsPerMonth: 0, storageGiB: 0 }

/** What a tenant that stands in one state guarantees itself of the pool of its region. */
export type Share = Pick<Holding, 'region' | 'quotas'>

/** What one tenant draws of one resource in one region. */
export type Draw = Readonly<{ tenant: TenantId; tier: string; nominal: number; borrow: number }>

/**
 * One draw a tenant, however many states of it are about (deployed, on the base branch, in an approved pull request):
 * the largest counts, since until the last of them is in force nobody may rely on a smaller one.
 */
export function drawsOf(holdings: readonly Holding[], resource: Resource): readonly Draw[] {
  const draws = new Map<TenantId, Draw>()
  for (const { tenant, tier, quotas, borrow } of holdings) {
    const known = draws.get(tenant)
    draws.set(tenant, {
      tenant,
      tier,
      nominal: Math.max(known?.nominal ?? 0, quotas[resource]),
      borrow: Math.max(known?.borrow ?? 0, borrow[resource]),
    })
  }
  return [...draws.values()]
}

export const inRegion = <One extends Holding>(holdings: readonly One[], region: string): readonly One[] =>
  holdings.filter((holding) => holding.region === region)

/** Whether one asks for no more than the other, of anything. */
export const isWithin = (one: Holding, other: Holding): boolean =>
  one.tenant === other.tenant &&
  one.region === other.region &&
  resources.every(
    (resource) =>
      one.quotas[resource] <= other.quotas[resource] && one.borrow[resource] <= other.borrow[resource],
  )
