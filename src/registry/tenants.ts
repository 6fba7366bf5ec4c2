import type pg from 'pg'
import type { Deployed } from '../provisioning/deployed.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { TenantId } from '../tenant/tenant.ts'

/** What stands: one row for every tenant that was ever active. Only `saveTransition` to ACTIVE writes it. */
export type Tenants = Readonly<{
  deployed: (estate: EstateRef) => Promise<readonly Deployed[]>
  deployedTenant: (estate: EstateRef, tenant: TenantId) => Promise<Deployed | undefined>
}>

export const tenants = (pool: pg.Pool): Tenants => {
  const select = async (where: string, values: readonly unknown[]): Promise<readonly Deployed[]> => {
    const { rows } = await pool.query<Row>(
      `select tenant, file, sha, blob, source, operation, active_since from tenants
       where owner = $1 and repo = $2 ${where} order by tenant`,
      [...values],
    )
    return rows.map(({ active_since, ...row }) => ({ ...row, activeSince: active_since.toISOString() }))
  }
  return {
    deployed: ({ owner, repo }) => select('', [owner, repo]),
    deployedTenant: async ({ owner, repo }, tenant) =>
      (await select('and tenant = $3', [owner, repo, tenant]))[0],
  }
}

type Row = Omit<Deployed, 'activeSince'> & { active_since: Date }
