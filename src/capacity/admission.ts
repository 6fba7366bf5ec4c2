import type { Finding } from '../tenant/finding.ts'
import type { Change } from '../tenant/change.ts'
import { tenantPath } from '../tenant/layout.ts'
import type { Pool } from '../tenant/settings.ts'
import type { Quotas, Tenant } from '../tenant/tenant.ts'

/** How full each pool is once the change is in. */
export type PoolUse = Readonly<{
  pool: string
  resource: keyof Quotas
  /** Σ nominal quotas, the change included. */
  claimed: number
  /** capacity × overcommit. */
  limit: number
}>

export type Admission = Readonly<{ use: readonly PoolUse[]; findings: readonly Finding[] }>

export type Claim = Pick<Change, 'before' | 'after'>

/**
 * Whether the pools carry every tenant, the changes included. Only a change that takes more than before is
 * refused: a pool that is too full already must not keep anyone from giving back.
 */
export function admit(
  pools: readonly Pool[],
  tenants: readonly Tenant[],
  changes: readonly Claim[],
): Admission {
  const use = pools.flatMap((pool) => resources.map((resource) => useOf(pool, resource, tenants)))
  const findings = changes.flatMap(({ before, after }) => {
    if (after === undefined || !takesPart(after)) return []
    const mine = pools.filter(({ region }) => region === after.region)
    if (mine.length === 0) return [noPool(after)]
    return use
      .filter(({ pool, claimed, limit }) => claimed > limit && mine.some(({ name }) => name === pool))
      .filter(({ resource }) => after.quotas[resource] > claimOf(before, after.region, resource))
      .map((row) => full(row, after))
  })
  return { use, findings }
}

function useOf(pool: Pool, resource: keyof Quotas, tenants: readonly Tenant[]): PoolUse {
  const claimed = tenants.reduce((sum, tenant) => sum + claimOf(tenant, pool.region, resource), 0)
  const limit = Math.floor(pool.capacity[resource] * pool.overcommit + rounding)
  return { pool: pool.name, resource, claimed, limit }
}

/** A retired tenant is kept for its data, and asks for nothing. */
const takesPart = ({ lifecycle }: Tenant): boolean => lifecycle.state !== 'retired'

const claimOf = (tenant: Tenant | undefined, region: string, resource: keyof Quotas): number =>
  tenant?.region === region && takesPart(tenant) ? tenant.quotas[resource] : 0

const resources = ['queriesPerMinute', 'documentsPerMonth', 'storageGiB'] as const

/** 20000 × 1.15 is 22999.999… in floating point. */
const rounding = 1e-6

const words: Readonly<Record<keyof Quotas, string>> = {
  queriesPerMinute: 'queries/min',
  documentsPerMonth: 'documents/month',
  storageGiB: 'GiB of storage',
}

const count = (n: number) => n.toLocaleString('en-GB')

function full({ pool, resource, claimed, limit }: PoolUse, tenant: Tenant): Finding {
  const own = tenant.quotas[resource]
  const left = limit - (claimed - own)
  return atTenant(tenant, `/quotas/${resource}`, {
    rule: 'capacity/pool-full',
    says: `The pool \`${pool}\` has room for ${count(limit)} ${words[resource]} and would hold ${count(claimed)}: ${count(claimed - limit)} too many. \`${tenant.id}\` asks for ${count(own)}.`,
    fix:
      left > 0
        ? `Set \`quotas: {${resource}: ${left}}\` or less, choose another region, or have the pool enlarged in the settings.`
        : 'Choose another region, or have the pool enlarged in the settings.',
  })
}

const noPool = (tenant: Tenant): Finding =>
  atTenant(tenant, '/region', {
    rule: 'capacity/no-pool',
    says: `No capacity pool stands in ${tenant.region}, so it takes no tenants.`,
    fix: 'Choose a region that has a pool, or have one added to the settings.',
  })

/** Located at the top of the file; whoever holds the text can find the pointer's line. */
const atTenant = (
  { id }: Tenant,
  pointer: string,
  about: Readonly<{ rule: string; says: string; fix: string }>,
): Finding => ({ severity: 'deny', file: tenantPath(id), line: 1, column: 1, pointer, ...about })
