import type { TenantId } from './tenant.ts'

/** "`a`, `b`"; of many the first four, and how many more there are. */
export function nameSome(tenants: readonly TenantId[]): string {
  const names = tenants.map((tenant) => `\`${tenant}\``)
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 4).join(', ')} and ${names.length - 4} more`
}
