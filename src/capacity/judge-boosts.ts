import { isOver, type Boost } from '../tenant/boost.ts'
import { daysBetween, daysLater } from '../tenant/day.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Tenant } from '../tenant/tenant.ts'

/** Half a year: what is needed for longer is a quota. */
const maxBoostDays = 180

/** What is wrong with a tenant's boosts on that day (ISO date): one that never seems to end, one that has ended. */
export const judgeBoosts = (tenant: Tenant, file: string, on: string): readonly Finding[] =>
  (tenant.boosts ?? []).flatMap((boost, index) => {
    const flaw = flawOf(boost, on)
    return flaw === undefined
      ? []
      : [{ ...flaw, file, line: 1, column: 1, pointer: `/boosts/${index}/until` }]
  })

function flawOf(boost: Boost, on: string): Pick<Finding, 'rule' | 'severity' | 'says' | 'fix'> | undefined {
  if (isOver(boost, on))
    return {
      rule: 'boost/over',
      severity: 'info',
      says: `This boost ended on ${boost.until} and counts for nothing.`,
      fix: 'Remove it, or give it a later day.',
    }
  if (daysBetween(on, boost.until) <= maxBoostDays) return undefined
  return {
    rule: 'boost/too-long',
    severity: 'deny',
    says: `A boost ends after ${maxBoostDays} days at most; this one would last until ${boost.until}.`,
    fix: `Write ${daysLater(on, maxBoostDays)} or an earlier day; what is needed for longer is a quota.`,
  }
}
