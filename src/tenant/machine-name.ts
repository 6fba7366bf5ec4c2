import { createHash } from 'node:crypto'
import type { TenantId } from './tenant.ts'

/**
 * What AWS calls that of a tenant whose names are short: a user of a cache, a cache, an instance. ElastiCache takes 40
 * letters, digits and hyphens, no two hyphens together; an id that does not fit is told by its digest, under a first part
 * that no id has.
 */
export function machineNameOf(tenant: TenantId): string {
  const name = `landlord-${tenant}`
  if (name.length <= 40 && !name.includes('--')) return name
  return `landlord0-${createHash('sha256').update(tenant).digest('hex').slice(0, 24)}`
}
