import type { Pool } from '../tenant/settings/settings.ts'
import type { Quotas } from '../tenant/tenant.ts'

export type Resource = keyof Quotas

export const resources = ['queriesPerMinute', 'documentsPerMonth', 'storageGiB'] as const

/** What the machines carry of it besides the reserve. */
export const usableOf = ({ capacity, reserve }: Pool, resource: Resource): number =>
  capacity[resource] - (reserve?.[resource] ?? 0)

/** How far the sum of all guaranteed quotas may go. */
export function limitOf(pool: Pool, resource: Resource): number {
  const { overcommit } = pool
  const factor = typeof overcommit === 'number' ? overcommit : (overcommit[resource] ?? 1)
  return Math.floor(usableOf(pool, resource) * factor + rounding)
}

/** The most that is ever lent, to one tenant or to all of them together. */
export const lendOf = (pool: Pool, resource: Resource): number =>
  Math.min(pool.lend?.[resource] ?? Infinity, usableOf(pool, resource))

/** 20000 × 1.15 is 22999.999… in floating point. */
const rounding = 1e-6
