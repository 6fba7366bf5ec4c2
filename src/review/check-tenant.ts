import type { Drawing } from '../capacity/holding.ts'
import { judgeBoosts } from '../capacity/judge-boosts.ts'
import { standingChecker } from '../policy/standing-checker.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { modelineOf } from '../tenant/mend/modeline.ts'
import { parseTenant } from '../tenant/parse.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { judgeCostOn } from './cost/estate-cost.ts'
import type { Rules } from './read-rules.ts'

/** All that one tenant file comes to by itself. Plain data: it is kept for the next check. */
export type TenantCheck = Readonly<{
  findings: readonly Finding[]
  /** What its pool has to carry; undefined where the file is wrong. */
  drawing: Drawing | undefined
  /** The line by which editors find the schema; see `modelineOf`. */
  modeline?: string
}>

/** Schema, compliance and cost of one tenant after another, under the same rules and on the same day (ISO date). */
export function tenantChecker(rules: Rules, on: string): (file: EstateFile) => TenantCheck {
  const checkPolicies = standingChecker(rules.policies, { settings: rules.settings, on })
  const judgeCost = judgeCostOn(on, rules)
  const day = on.slice(0, 10)
  return (file) => {
    const { tenant, findings } = parseTenant(file, rules.settings)
    const modeline = modelineOf(file)
    const top = modeline === undefined ? {} : { modeline }
    if (tenant === undefined) return { findings, drawing: undefined, ...top }
    const judged = [
      ...checkPolicies(tenant, file.path),
      ...judgeCost(tenant, file.path),
      ...judgeBoosts(tenant, file.path, day),
    ]
    return { findings: [...findings, ...locateFindings(judged, [file])], drawing: drawingOf(tenant), ...top }
  }
}

const drawingOf = ({ id, tier, region, lifecycle, quotas, borrow, boosts }: Tenant): Drawing => ({
  ...{ id, tier, region, lifecycle, quotas, borrow },
  ...(boosts !== undefined && { boosts }),
})
