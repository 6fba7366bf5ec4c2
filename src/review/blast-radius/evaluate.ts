import type { EstateFile } from '../../tenant/estate-file.ts'
import { tenantIdOf } from '../../tenant/layout.ts'
import type { Money } from '../../tenant/money.ts'
import type { BlastRadius } from './blast-radius.ts'
import { differingAspects } from './aspects.ts'
import { compareTenants } from './compare.ts'
import { comparePools } from './pools.ts'
import { judgeSide, usualBounds, type Bounds, type Day, type Side } from './side.ts'
import { readRules, type Rules } from '../read-rules.ts'

export type RuleChange = Readonly<{
  /** `.github/landlord/**` in force, and as it would be. */
  before: readonly EstateFile[]
  after: readonly EstateFile[]
  /** Every tenant file, as it would stand beside the new rules. */
  tenants: readonly EstateFile[]
}> &
  Day

/**
 * Judges every tenant twice, and tells the difference. Undefined where one of the two sets of rules is broken: then
 * its findings say why, and nothing passes anyway.
 */
export function evaluateBlastRadius(
  { before, after, tenants, ...day }: RuleChange,
  bounds: Bounds = usualBounds,
): BlastRadius | undefined {
  const [was, is] = [readRules(before).rules, readRules(after).rules]
  if (was === undefined || is === undefined) return undefined
  const files = tenants.filter(({ path }) => tenantIdOf(path) !== undefined)
  const aspects = differingAspects({ before, was, after, is })
  const inForce = judgeSide(files, { rules: was, aspects, day, bounds })
  const proposed = judgeSide(files, {
    rules: is,
    aspects,
    day,
    bounds,
    parsed: aspects.tenants ? undefined : inForce.parsed,
  })
  const compared = Math.min(inForce.judged.size, proposed.judged.size)
  return {
    today: day.today.slice(0, 10),
    tenants: files.length,
    compared,
    affected: compareTenants(
      files.slice(0, compared).map(({ path }) => path),
      { before: inForce.judged, after: proposed.judged },
    ),
    monthly: aspects.costs ? totals(inForce, proposed) : undefined,
    pools: aspects.pools ? comparePools(inForce.use, proposed.use) : [],
    later: aspects.policies ? notYet(was, is, day.today.slice(0, 10)) : [],
  }
}

function totals(before: Side, after: Side): BlastRadius['monthly'] {
  const [was, is] = [sumOf(before), sumOf(after)]
  if (was === undefined || was.currency !== is?.currency) return undefined
  return { before: was, after: is }
}

const sumOf = ({ judged }: Side): Money | undefined =>
  [...judged.values()].reduce<Money | undefined>(
    (sum, { monthly }) =>
      monthly === undefined ? sum : { currency: monthly.currency, minor: (sum?.minor ?? 0n) + monthly.minor },
    undefined,
  )

/** Of these a judgement of today shows a warning at most. */
function notYet(was: Rules, is: Rules, today: string): BlastRadius['later'] {
  const known = new Map(was.policies.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)))
  return is.policies
    .flatMap(({ rules }) => rules)
    .filter((rule) => {
      const old = known.get(rule.id)
      return (
        today < rule.effectiveFrom &&
        (old?.effectiveFrom !== rule.effectiveFrom || old.expression.source !== rule.expression.source)
      )
    })
    .map(({ id, effectiveFrom }) => ({ rule: id, from: effectiveFrom }))
}
