import type { TenantId } from '../tenant/tenant.ts'

/** A tenant's namespace in a store of vectors. Hyphens become underscores, which no id holds: two ids never share one. */
export function namespaceOf(tenant: TenantId): string {
  // It becomes part of an address, so what could lead elsewhere is not made in the first place.
  if (!/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/.test(tenant))
    throw new Error(`${JSON.stringify(tenant)} is no tenant id.`)
  return `tenant_${tenant.replaceAll('-', '_')}`
}

/** "Another tenant" of a verification; where valid keys are listed; what nobody may make. No tenant's begins so. */
export const ours = {
  other: 'landlord_probe',
  keys: 'landlord_keys',
  forbidden: 'landlord_forbidden',
} as const

/**
 * In Pinecone probes lie in a namespace of their own beside the tenant's: no search of the tenant finds one, and no count
 * has them. The field says when, in seconds since 1970.
 */
export const probes = { namespace: 'landlord-probes', mark: 'landlord_probe_at' } as const
