import type pg from 'pg'
import type { Deployed } from '../provisioning/deployed.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { TenantId } from '../tenant/tenant.ts'

/** What stands: one row for every tenant that was ever active. Only `saveTransition` to ACTIVE writes it. */
export type Tenants = Readonly<{
  deployed: (estate: EstateRef) => Promise<readonly Deployed[]>
  deployedTenant: (estate: EstateRef, tenant: TenantId) => Promise<Deployed | undefined>
  /**
   * Tenants that stand, that nothing is under way on, and that no operation was made for in so many hours: longest first,
   * `atLeast` of them, or as many as are needed every ten minutes so that all get their turn within those hours.
   */
  inspectionsDue: (estate: EstateRef, hours: number, atLeast: number) => Promise<readonly Deployed[]>
  /** Ids of tenants that were purged: nobody gets them again. */
  tombstones: (estate: EstateRef) => Promise<readonly TenantId[]>
}>

export const tenants = (pool: pg.Pool): Tenants => {
  const select = async (
    where: string,
    values: readonly unknown[],
    order = 'tenant',
  ): Promise<readonly Deployed[]> => {
    const { rows } = await pool.query<Row>(
      `select tenant, file, sha, blob, source, operation, active_since from tenants
       where owner = $1 and repo = $2 ${where} order by ${order}`,
      [...values],
    )
    return rows.map(({ active_since, ...row }) => ({ ...row, activeSince: active_since.toISOString() }))
  }
  return {
    deployed: ({ owner, repo }) => select('', [owner, repo]),
    deployedTenant: async ({ owner, repo }, tenant) =>
      (await select('and tenant = $3', [owner, repo, tenant]))[0],
    inspectionsDue: ({ owner, repo }, hours, atLeast) =>
      select(
        `and not exists (
           select from operations o
           where o.owner = tenants.owner and o.repo = tenants.repo and o.tenant = tenants.tenant
             and (o.created_at > now() - make_interval(hours => $3) or o.updated_at > now() - make_interval(hours => $3)
                  or o.state not in ('ACTIVE', 'SUSPENDED', 'REVERTED', 'PURGED', 'INSPECTED', 'REVERT_PR', 'UNAUTHORISED', 'QUARANTINED')))`,
        [owner, repo, hours, atLeast],
        `(select max(o.updated_at) from operations o
          where o.owner = tenants.owner and o.repo = tenants.repo and o.tenant = tenants.tenant), tenant
         limit greatest($4::int, (select ceil(count(*) / greatest(1, $3::int * 6.0)) from tenants where owner = $1 and repo = $2))`,
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
