import { admit, type PoolUse } from '../capacity/admission.ts'
import { judgeBoosts } from '../capacity/judge-boosts.ts'
import { isForRoom } from '../capacity/refusals.ts'
import { checkPolicies } from '../policy/check-policies.ts'
import { runRuleTests } from '../policy/run-rule-tests.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { layoutFindings, tenantIdOf } from '../tenant/layout.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { parseTenant } from '../tenant/parse.ts'
import { settingsPath } from '../tenant/settings-file.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { costChanges } from './cost-changes.ts'
import { readRules, type Rules } from './read-rules.ts'
import { sortFindings } from './sort-findings.ts'

/** Everything under `tenants/` and `.github/landlord/`, as it stands. */
export type EstateInput = Readonly<{
  files: readonly EstateFile[]
  /** ISO date: rules, prices and rates of that day. */
  on: string
}>

export type EstateCheck = Readonly<{ tenants: readonly EstateFile[]; findings: readonly Finding[] }>

/** Schema, compliance and capacity of a whole estate, its rules included. Pure, and total like `evaluate`. */
export function checkEstate({ files, on }: EstateInput): EstateCheck {
  const tenants = files.filter(({ path }) => tenantIdOf(path) !== undefined)
  const layout = layoutFindings(files.map(({ path }) => path))
  const { rules, findings } = readRules(files)
  if (rules === undefined) return { tenants, findings: sortFindings([...findings, ...layout]) }
  const tests = runRuleTests(rules.policies, rules.settings).findings
  const parsed = tenants.map((file) => ({ file, ...parseTenant(file, rules.settings) }))
  const sound = parsed.flatMap(({ file, tenant }) => (tenant === undefined ? [] : [{ file, tenant }]))
  const judged = [
    ...sound.flatMap((one) => tenantFindings(one, rules, on)),
    ...capacityFindings(
      sound.map(({ tenant }) => tenant),
      rules,
      on,
    ),
  ]
  return {
    tenants,
    findings: sortFindings([
      ...findings,
      ...tests,
      ...layout,
      ...parsed.flatMap((one) => one.findings),
      ...locateFindings(judged, files),
    ]),
  }
}

function tenantFindings(
  { file, tenant }: Readonly<{ file: EstateFile; tenant: Tenant }>,
  rules: Rules,
  on: string,
): readonly Finding[] {
  const change = {
    kind: 'change',
    tenant: tenant.id,
    file: file.path,
    before: tenant,
    after: tenant,
  } as const
  const subject = { tenant, file: file.path, change, settings: rules.settings, on }
  const whole = { ...change, beforeBlob: file.blob, afterBlob: file.blob }
  return [
    ...checkPolicies(rules.policies, subject).findings,
    ...costChanges([whole], rules, on).findings,
    ...judgeBoosts(tenant, file.path, on.slice(0, 10)),
  ]
}

/** In a whole estate no tenant is the one too many: a pool that is too small is said once, where it is defined. */
function capacityFindings(tenants: readonly Tenant[], { settings }: Rules, on: string): readonly Finding[] {
  const { use, findings } = admit({
    pools: settings.pools,
    tenants,
    changes: tenants.map((after) => ({ before: undefined, after })),
    on: on.slice(0, 10),
  })
  const own = findings.filter((finding) => !isForRoom(finding))
  const full = use.filter(({ claimed, limit }) => claimed > limit)
  return [
    ...own,
    ...full.map((row) =>
      poolFull(
        row,
        settings.pools.findIndex(({ name }) => name === row.pool),
      ),
    ),
  ]
}

const poolFull = ({ pool, resource, claimed, limit }: PoolUse, index: number): Finding => ({
  rule: 'capacity/pool-full',
  severity: 'deny',
  file: settingsPath,
  line: 1,
  column: 1,
  pointer: `/pools/${index}/capacity/${resource}`,
  says: `The tenants of pool \`${pool}\` claim ${claimed} of ${resource}, and it carries ${limit}.`,
  fix: 'Enlarge the pool, lower quotas, or move a tenant to another region.',
})
