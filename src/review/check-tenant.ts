import { admitAlone } from '../capacity/admission.ts'
import type { Share } from '../capacity/holding.ts'
import { judgeBoosts } from '../capacity/judge-boosts.ts'
import { fingerprints } from '../expression/made-of.ts'
import { standingChecker } from '../policy/standing-checker.ts'
import type { Change } from '../tenant/change.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Fault } from '../tenant/fault.ts'
import type { Finding } from '../tenant/finding.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { modelineOf } from '../tenant/mend/modeline.ts'
import { parseTenant } from '../tenant/parse.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { placeRefusals } from '../tenant/place-refusals.ts'
import { judgeCostOn } from './cost/estate-cost.ts'
import type { Rules } from './read-rules.ts'
import { seatFaults } from './seat-faults.ts'

/** All that one tenant file comes to by itself. Plain data: it is kept for the next check. */
export type TenantCheck = Readonly<{
  findings: readonly Finding[]
  /** What its pool has to carry on that day; undefined = nothing, or the file is wrong. */
  share: Share | undefined
  /** What goes wrong in the rules with it; absent = nothing. */
  faults?: readonly Fault[]
  /** The line by which editors find the schema; see `modelineOf`. */
  modeline?: string
}>

/** Schema, compliance, capacity, cost and seats of one tenant after another, under the same rules and on the same day (ISO date). */
export function tenantChecker(rules: Rules, on: string): (file: EstateFile) => TenantCheck {
  const printOf = fingerprints()
  const checkPolicies = standingChecker(rules.policies, { settings: rules.settings, on, printOf })
  const faultsOf = seatFaults(rules, { on, printOf })
  const judgeCost = judgeCostOn(on, rules)
  const day = on.slice(0, 10)
  const admit = admitAlone(rules.settings.pools, day)
  return (file) => {
    const { tenant, findings } = parseTenant(file, rules.settings)
    const modeline = modelineOf(file)
    const top = modeline === undefined ? {} : { modeline }
    if (tenant === undefined) return { findings, share: undefined, ...top }
    const { path } = file
    const policies = checkPolicies(tenant, path)
    const coming = comes(tenant, file)
    const capacity = admit(tenant)
    const judged = [
      ...policies.findings,
      ...judgeCost(tenant, path),
      ...judgeBoosts(tenant, path, day),
      ...placeRefusals(coming, rules.settings).map(standing),
      ...capacity.findings,
    ]
    const faults = [...policies.faults, ...faultsOf(coming)]
    return {
      findings: [...findings, ...locateFindings(judged, [file])],
      share: capacity.share,
      ...top,
      ...(faults.length > 0 && { faults }),
    }
  }
}

const comes = (after: Tenant, file: EstateFile): Change & Readonly<{ after: Tenant }> => ({
  ...{ kind: 'onboard', tenant: after.id, file: file.path, before: undefined, after, beforeBlob: undefined },
  // Worked out from the content when it is wanted, and here nobody wants it.
  get afterBlob() {
    return file.blob
  },
})

/** What a review refuses of a tenant that comes, and lets stand where it stood before that was refused. */
const standing = (finding: Finding): Finding => ({
  ...finding,
  severity: 'warn',
  says: `${finding.says} What stands so may stay; a change that brings it is refused.`,
})
