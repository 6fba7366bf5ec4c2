import type { Finding } from './finding.ts'
import { tenantPath } from './layout.ts'
import { nameSome } from './name-some.ts'
import type { TenantId } from './tenant.ts'

/** Something in the rules that goes wrong with a tenant: told at the rule's own place, once for all of them. Plain data. */
export type Fault = Omit<Finding, 'says' | 'concerns' | 'mend'> &
  Readonly<{
    /** What stands before and after the names of the tenants. */
    says: readonly [before: string, after: string]
  }>

export const tellFault = (
  { says: [before, after], ...fault }: Fault,
  tenants: readonly TenantId[],
): Finding => ({
  ...fault,
  says: `${before} ${nameSome(tenants)}${after}`,
  concerns: tenants.map(tenantPath),
})

/** What goes wrong with several tenants in the same way is one finding. */
export function tellFaults(
  found: readonly Readonly<{ tenant: TenantId; faults: readonly Fault[] }>[],
): readonly Finding[] {
  const told = new Map<string, { fault: Fault; tenants: Set<TenantId> }>()
  for (const { tenant, faults } of found)
    for (const fault of faults) {
      const key = JSON.stringify(fault)
      const known = told.get(key) ?? { fault, tenants: new Set() }
      told.set(key, known)
      known.tenants.add(tenant)
    }
  return [...told.values()].map(({ fault, tenants }) => tellFault(fault, [...tenants]))
}
