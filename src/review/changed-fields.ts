import type { Tenant } from '../tenant/tenant.ts'

/** Top-level fields that differ, in the order of the tenant file. */
export function changedFields(before: Tenant, after: Tenant): readonly string[] {
  // A field that one of them leaves out differs as well.
  const fields = new Set([...Object.keys(after), ...Object.keys(before)] as (keyof Tenant)[])
  return [...fields].filter((field) => canonical(before[field]) !== canonical(after[field]))
}

/** Same text for the same value, whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'bigint'
      ? `${part}n`
      : typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
  )
}
