import type pg from 'pg'
import type { Deployed } from '../provisioning/deployed.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { TenantId } from '../tenant/tenant.ts'

/** What stands: one row for every tenant that was ever active. Only `saveTransition` to ACTIVE writes it. */
export type Tenants = Readonly<{
  deployed: (estate: EstateRef) => Promise<readonly Deployed[]>
  deployedTenant: (estate: EstateRef, tenant: TenantId) => Promise<Deployed | undefined>
  /** Tenants that stand, that nothing is under way on, and that no operation was made for in so many hours. */
  inspectionsDue: (estate: EstateRef, hours: number, limit: number) => Promise<readonly Deployed[]>
  /** Ids of tenants that were purged: nobody gets them again. */
  tombstones: (estate: EstateRef) => Promise<readonly TenantId[]>
}>

export const tenants = (pool: pg.Pool): Tenants => {
  const select = async (
    where: string,
    values: readonly unknown[],
    limit?: number,
  ): Promise<readonly Deployed[]> => {
    const { rows } = await pool.query<Row>(
      `select tenant, file, sha, blob, source, operation, active_since from tenants
       where owner = $1 and repo = $2 ${where} order by tenant ${limit === undefined ? '' : `limit ${limit}`}`,
      [...values],
    )
    return rows.map(({ active_since, ...row }) => ({ ...row, activeSince: active_since.toISOString() }))
  }
  return {
    deployed: ({ owner, repo }) => select('', [owner, repo]),
    deployedTenant: async ({ owner, repo }, tenant) =>
      (await select('and tenant = $3', [owner, repo, tenant]))[0],
    inspectionsDue: ({ owner, repo }, hours, limit) =>
      select(
        `and not exists (
           select from operations o
           where o.owner = tenants.owner and o.repo = tenants.repo and o.tenant = tenants.tenant
             and (o.created_at > now() - make_interval(hours => $3) or o.updated_at > now() - make_interval(hours => $3)
                  or o.state not in ('ACTIVE', 'SUSPENDED', 'REVERTED', 'PURGED', 'INSPECTED', 'REVERT_PR', 'UNAUTHORISED', 'QUARANTINED')))`,
        [owner, repo, hours],
        limit,
      ),
    tombstones: async ({ owner, repo }) => {
      const { rows } = await pool.query<{ tenant: string }>(
        'select tenant from tombstones where owner = $1 and repo = $2 order by tenant',
        [owner, repo],
      )
      return rows.map(({ tenant }) => tenant)
    },
  }
}

type Row = Omit<Deployed, 'activeSince'> & { active_since: Date }
