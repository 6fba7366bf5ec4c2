import type { Share } from '../capacity/holding.ts'
import { usesOfAll, type PoolUse } from '../capacity/pool-use.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import { tellFaults } from '../tenant/fault.ts'
import type { Finding } from '../tenant/finding.ts'
import { layoutFindings, tenantIdOf } from '../tenant/layout.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { modelineFindings } from '../tenant/mend/modeline.ts'
import { lazily } from '../tenant/once.ts'
import { settingsPath } from '../tenant/settings/file.ts'
import type { Pool } from '../tenant/settings/settings.ts'
import { checkRules, type RulesCheck } from './check-rules.ts'
import { tenantChecker, type TenantCheck } from './check-tenant.ts'
import { readRules, type Rules } from './read-rules.ts'
import { sortFindings } from './comment/sort-findings.ts'

/** Everything under `tenants/` and `.github/landlord/`, as it stands. */
export type EstateInput = Readonly<{
  files: readonly EstateFile[]
  /** ISO date: rules, prices and rates of that day. */
  on: string
}>

export type EstateCheck = Readonly<{
  tenants: readonly EstateFile[]
  findings: readonly Finding[]
  /** For the next check: what is not in its memory yet. */
  memory: Readonly<{ rules: RulesCheck; judged: ReadonlyMap<EstateFile, TenantCheck> }>
}>

/** What checks came to, so that the next one only looks at what has changed. */
export type EstateMemory = Readonly<{
  rules: RulesCheck
  at: (path: string) => JudgedTenant | undefined
}>

/** What one content of a tenant file comes to, under the same rules and on the same day. Plain data. */
export type JudgedTenant = Readonly<{ blob: string; mode: EstateFile['mode']; check: TenantCheck }>

/**
 * Schema, compliance, capacity, cost and seats of a whole estate, its rules included. Pure, and total like `evaluate`.
 * `known` is of the same rules, the same day and the same Landlord; what concerns several tenants is always judged anew.
 */
export function checkEstate({ files, on }: EstateInput, known?: EstateMemory): EstateCheck {
  const tenants = files.filter(({ path }) => tenantIdOf(path) !== undefined)
  const layout = layoutFindings(files.map(({ path }) => path))
  const rules = known?.rules ?? checkRules(files, on)
  if (rules.pools === undefined)
    return {
      tenants,
      findings: sortFindings([...rules.findings, ...layout]),
      memory: { rules, judged: new Map() },
    }
  const checkOne = lazily(() => tenantChecker(soundRules(files), on))
  const judged = new Map<EstateFile, TenantCheck>()
  const checks = tenants.map((file) => {
    const before = known?.at(file.path)
    // Where there is nothing to compare with, nobody needs the content's id.
    if (before !== undefined && isOf(before, file)) return before.check
    const check = checkOne()(file)
    judged.set(file, check)
    return check
  })
  const shares = checks.flatMap(({ share }) => share ?? [])
  const own = checks.flatMap(({ findings }) => findings)
  const faulty = checks.flatMap(({ faults = [] }, index) => {
    const tenant = faults.length === 0 ? undefined : tenantIdOf(tenants[index]?.path ?? '')
    return tenant === undefined ? [] : [{ tenant, faults }]
  })
  return {
    tenants,
    findings: sortFindings([
      ...rules.findings,
      ...layout,
      ...own,
      ...tellFaults(faulty),
      ...modelineFindings(
        tenants.filter((_, index) => checks[index]?.modeline === undefined),
        {
          others: tenants.filter((_, index) => Boolean(checks[index]?.modeline)).slice(0, 1),
          findings: own,
        },
      ),
      ...locateFindings(fullPools(shares, rules.pools), files),
    ]),
    memory: { rules, judged },
  }
}

const isOf = ({ blob, mode }: JudgedTenant, file: EstateFile): boolean =>
  blob === file.blob && mode === file.mode

/** Read once: `readRules` remembers. */
function soundRules(files: readonly EstateFile[]): Rules {
  const { rules } = readRules(files.filter(({ path }) => isRulePath(path)))
  if (rules === undefined) throw new Error('Rules that were sound a moment ago are broken.')
  return rules
}

/** In a whole estate no tenant is the one too many: a pool that is too small is said once, where it is defined. */
const fullPools = (shares: readonly Share[], pools: readonly Pool[]): readonly Finding[] =>
  pools.flatMap((pool, index) =>
    usesOfAll(pool, shares)
      .filter(({ claimed, limit }) => claimed > limit)
      .map((use) => poolFull(use, index)),
  )

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
