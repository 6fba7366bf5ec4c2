import type { Quotas } from '../tenant/tenant.ts'

/** How full each pool is once the change is in. */
export type PoolUse = Readonly<{
  pool: string
  resource: keyof Quotas
  /** Σ nominal quotas, the change included. */
  claimed: number
  /** capacity × overcommit. */
  limit: number
}>
