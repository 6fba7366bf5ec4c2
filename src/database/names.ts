import type { IsolationMode, TenantId } from '../tenant/tenant.ts'

/** What a tenant keeps in the database; each layer has a namespace and an isolation mode of its own. */
export type Layer = 'database' | 'vector'

/** What a tenant's objects are called in the database. `table` is the one that a layer is about. */
export type Names = Readonly<{
  tenant: TenantId
  role: string
  schema: string
  table: string
  /** Others keep theirs in the same schema. */
  shared: boolean
}>

/** Hyphens become underscores, which no tenant id holds, so two ids never share a name. */
export function namesOf(tenant: TenantId, mode: IsolationMode, layer: Layer = 'database'): Names {
  const name = tenant.replaceAll('-', '_')
  const { own, shared, table } = layers[layer]
  const isShared = mode === 'pool'
  return {
    ...{ tenant, role: `tenant_${name}`, table, shared: isShared },
    schema: isShared ? shared : `${own}_${name}`,
  }
}

/** What is shared has a first part of its own: a tenant called `pool` shall not be the pool. */
const layers = {
  database: { own: 'tenant', shared: 'pool', table: 'documents' },
  vector: { own: 'vectors', shared: 'pool_vectors', table: 'embeddings' },
} as const satisfies Record<Layer, unknown>

/**
 * Rows that a verification leaves for the blink of an eye carry this title, and those of "another tenant" this
 * id, which no tenant file can have.
 */
export const probe = { tenant: 'landlord:probe', title: 'landlord probe' } as const
