import type { IsolationMode, TenantId } from '../tenant/tenant.ts'

/** What a tenant's objects are called in the database. */
export type Names = Readonly<{ tenant: TenantId; role: string; schema: string }>

/** Hyphens become underscores, which no tenant id holds, so two ids never share a name. */
export function namesOf(tenant: TenantId, mode: IsolationMode): Names {
  const role = `tenant_${tenant.replaceAll('-', '_')}`
  return { tenant, role, schema: mode === 'pool' ? 'pool' : role }
}

/**
 * Rows that a verification leaves for the blink of an eye carry this title, and those of "another tenant" this
 * id, which no tenant file can have.
 */
export const probe = { tenant: 'landlord:probe', title: 'landlord probe' } as const
