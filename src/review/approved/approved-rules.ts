import { createHash } from 'node:crypto'
import type { RiseBeside } from '../../approvals/cumulative.ts'
import type { Seat } from '../../approvals/seat.ts'
import { tenantScope } from '../../expression/tenant-scope.ts'
import type { Rule } from '../../policy/policy.ts'
import { rulesFor } from '../../policy/rules-for.ts'
import type { Change } from '../../tenant/change.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import type { Rules } from '../read-rules.ts'
import { beyondSpend, isSpend, spendBeside } from '../cost/seen-spend.ts'

/** By its name in words, what a rule said when a seat was filled: a digest of what it means, not of how it is written. */
export type RulesOfSeat = Readonly<Record<string, string>>

/** By seat: the rules that it was asked under. */
export type RulesBySeat = Readonly<Record<string, RulesOfSeat>>

/** By review: the rules in force when Landlord first saw it. */
export type ApprovedRules = Readonly<Record<string, RulesBySeat>>

/** What a seat rests on, and the day by which rules choose whom they look at (of the head commit: no clock). */
export type Basis = Readonly<{
  changes: readonly Change[]
  rules: Rules
  on: string
  /** Absent where the estate does not count together what a cost centre takes on. */
  besides?: RiseBeside | undefined
}>

/** Two lines of one section are two seats; a line that only moves stays the same one. */
export const seatKey = (seat: Seat, rules: Rules): string =>
  `${seat.name} ${lineOf(seat, rules)?.pattern ?? ''}`

const lineOf = ({ name, line }: Seat, { approvers }: Pick<Rules, 'approvers'>) =>
  approvers.sections
    .find((section) => (section.name ?? 'Code owners') === name)
    ?.rules.find((rule) => rule.line === line)

/** What APPROVERS asks of the seat, and what tiers, regions and policies say of the tenants that it was asked for. */
export function rulesOfSeat(seat: Seat, { changes, rules, on, besides }: Basis): RulesOfSeat {
  const { settings, policies } = rules
  const own = changes.filter(({ file }) => seat.files.includes(file))
  const tenants = own.flatMap(({ before, after }): readonly Tenant[] => [before, after].filter(isThere))
  const looking = own.flatMap(({ after, ...change }): readonly Rule[] =>
    after === undefined
      ? []
      : rulesFor(policies, tenantScope(after, { ...change, after }, settings, on.slice(0, 10))),
  )
  const condition = lineOf(seat, rules)?.condition
  const parts: readonly (readonly [string, string])[] = [
    [
      `what APPROVERS asks ${seat.name}`,
      digest([condition?.source ?? '', seat.needed, [...seat.approvers].sort()]),
    ],
    ...(tenants.length === 0 ? [] : [['the estate’s currency', settings.currency] as const]),
    ...tenants.map(({ tier }) => [`the tier ${tier}`, digest([settings.tiers[tier]])] as const),
    ...tenants.map(({ region }) => {
      const { country, jurisdiction } = settings.regions[region] ?? {}
      return [`the region ${region}`, digest([country, jurisdiction])] as const
    }),
    ...looking.map((rule) => [`the rule ${rule.id}`, digest(meaningOf(rule))] as const),
    ...(condition?.variables.includes('budget') === true ? spendBeside(own, besides) : []),
  ]
  return Object.fromEntries(parts)
}

const isThere = (tenant: Tenant | undefined): tenant is Tenant => tenant !== undefined

/** What it is called, says and cites is words. */
const meaningOf = ({ match, expression, severity, warnFrom, effectiveFrom, until, waivable }: Rule) => [
  match.map(({ source }) => source),
  ...[expression.source, severity, warnFrom, effectiveFrom, until, waivable],
]

const digest = (meaning: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(meaning, ordered)).digest('hex').slice(0, 16)

/** The same settings in another order say the same. */
const ordered = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** Why an approval is not good for this seat any more: it was given under other rules. Undefined where it is. */
export function otherRules(seen: RulesBySeat | undefined, seat: Seat, basis: Basis): string | undefined {
  if (seen === undefined) return undefined
  const key = seatKey(seat, basis.rules)
  const then = Object.hasOwn(seen, key) ? seen[key] : undefined
  if (then === undefined)
    return `approved before ${seat.name} was asked by the rules in force now: please review again`
  const now = rulesOfSeat(seat, basis)
  const changed = [...new Set([...Object.keys(then), ...Object.keys(now)])].filter(
    (part) => !isSpend(part) && then[part] !== now[part],
  )
  const [first] = changed
  if (first === undefined) return beyondSpend(then, now, basis.rules.settings.currency)
  const others = changed.length === 1 ? '' : ` and ${changed.length - 1} more`
  return `approved under other rules: ${first}${others} has changed since: please review again`
}
