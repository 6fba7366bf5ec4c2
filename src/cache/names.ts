import type { TenantId } from '../tenant/tenant.ts'

/** What is a tenant's in the cache: one user, and the keys and channels under one prefix. */
export type CacheNames = Readonly<{ user: string; prefix: string }>

/** The prefix ends in a colon, which no id holds: `acme` does not reach into `acme-retail`. */
export function cacheNamesOf(tenant: TenantId): CacheNames {
  // Redis matches patterns, so a name that could be one is not made in the first place.
  if (!/^[a-z][a-z0-9-]{1,38}[a-z0-9]$/.test(tenant))
    throw new Error(`${JSON.stringify(tenant)} is no tenant id.`)
  return { user: `tenant:${tenant}`, prefix: `tenant:${tenant}:` }
}

/** "Another tenant" of a verification; no tenant id holds an underscore. */
export const otherPrefix = 'tenant:landlord_probe:'
