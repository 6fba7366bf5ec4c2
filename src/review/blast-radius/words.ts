import { renderChange, renderDifference, renderWhole } from '../../cost/money-words.ts'
import type { Severity } from '../../tenant/finding.ts'
import { subtract, type Money } from '../../tenant/money.ts'
import type { AffectedTenant, BlastRadius, FindingChange } from './blast-radius.ts'
import { count } from '../comment/words.ts'

/** "3 of 120 tenants would be judged differently." */
export function radiusSentence({ affected, compared, tenants }: BlastRadius): string {
  const of = compared === tenants ? count(tenants, 'tenant') : `the ${count(compared, 'tenant')} looked at`
  return affected.length === 0
    ? `None of ${of} would be judged differently.`
    : `${affected.length} of ${of} would be judged differently.`
}

/** Where the comparison was ended before its end; '' otherwise. */
export const boundSentence = ({ compared, tenants }: BlastRadius): string =>
  compared === tenants
    ? ''
    : `Only the first ${compared} of ${tenants} were looked at: all of them would have been too much work, so more may be affected.`

/** How many tenants each kind of difference concerns; a tenant may be in several. What concerns none is left out. */
export function tallyRadius({
  affected,
}: BlastRadius): readonly Readonly<{ says: string; tenants: number }>[] {
  return kinds
    .map(({ says, is }) => ({ says, tenants: affected.filter(is).length }))
    .filter(({ tenants }) => tenants > 0)
}

const kinds: readonly Readonly<{ says: string; is: (one: AffectedTenant) => boolean }>[] = [
  { says: 'would be refused, and pass today', is: ({ gate }) => gate?.after === 'refused' },
  { says: 'would pass, and are refused today', is: ({ gate }) => gate?.after === 'passes' },
  {
    says: 'would be told something else, and pass or not as today',
    is: ({ gate, findings }) => gate === undefined && findings.length > 0,
  },
  { says: 'would cost more', is: (one) => differenceOf(one) > 0n },
  { says: 'would cost less', is: (one) => differenceOf(one) < 0n },
  {
    says: 'would ask for an approval more, or of other people, at their next change',
    is: ({ seats }) => seats.opened.length > 0,
  },
  {
    says: 'would ask for an approval less at their next change',
    is: ({ seats }) => seats.opened.length === 0 && seats.closed.length > 0,
  },
]

const differenceOf = ({ monthly }: AffectedTenant): bigint =>
  (monthly?.after?.minor ?? 0n) - (monthly?.before?.minor ?? 0n)

/** The same change of one rule's answer, for all the tenants that it concerns. */
export type RuleGroup = FindingChange & Readonly<{ tenants: number }>

/** Which rules speak up or fall silent, those that concern most tenants first. */
export function groupByRule({ affected }: BlastRadius): readonly RuleGroup[] {
  const groups = new Map<string, FindingChange & { tenants: number }>()
  for (const { findings } of affected)
    for (const change of findings) {
      const key = `${change.rule} ${change.before ?? ''} ${change.after ?? ''}`
      const known = groups.get(key)
      if (known === undefined) groups.set(key, { ...change, tenants: 1 })
      else known.tenants += 1
    }
  return [...groups.values()].toSorted((a, b) => b.tenants - a.tenants || (a.rule < b.rule ? -1 : 1))
}

/** "would deny", "would deny, where it warns today", "would warn no longer". */
export function verdictWords({ before, after }: Pick<FindingChange, 'before' | 'after'>): string {
  if (after === undefined) return before === undefined ? '' : `would ${verbs[before][0]} no longer`
  const now = `would ${verbs[after][0]}`
  return before === undefined ? now : `${now}, where it ${verbs[before][1]} today`
}

const verbs: Readonly<Record<Severity, readonly [string, string]>> = {
  deny: ['deny', 'denies'],
  warn: ['warn', 'warns'],
  info: ['explain something', 'explains something'],
}

/** "The tenants together would cost ₹1,20,000 a month instead of ₹1,00,000: +₹20,000 (+20 %)." */
export function costSentence({ monthly }: BlastRadius): string {
  if (monthly === undefined || monthly.before.minor === monthly.after.minor) return ''
  const { before, after } = monthly
  const share = renderChange(before, after)
  const by = `${renderDifference(subtract(after, before))}${share === undefined ? '' : ` (${share})`}`
  return `The tenants together would cost ${renderWhole(after)} a month instead of ${renderWhole(before)}: ${by}.`
}

/** "₹1,200 → ₹1,300"; nothing where it stays the same. */
export function monthWords({ monthly }: AffectedTenant): string {
  if (monthly === undefined) return ''
  const show = (money: Money | undefined) => (money === undefined ? 'unknown' : renderWhole(money))
  return `${show(monthly.before)} → ${show(monthly.after)}`
}

/** "passes → refused"; nothing where it stays the same. */
export const gateWords = ({ gate }: AffectedTenant): string =>
  gate === undefined ? '' : `${gate.before} → ${gate.after}`

/** "+ CFO, − Legal" */
export const seatWords = ({ seats: { opened, closed } }: AffectedTenant): string =>
  [...opened.map((name) => `+ ${name}`), ...closed.map((name) => `− ${name}`)].join(', ')

/** "dpdpa/breach-contact (2027-05-13)"; those take effect after the day of the judgement. */
export const laterSentence = ({ later, today }: BlastRadius): string => {
  if (later.length === 0) return ''
  const shown = later.slice(0, 5).map(({ rule, from }) => `\`${rule}\` on ${from}`)
  const more = later.length > shown.length ? ` and ${later.length - shown.length} more` : ''
  return `Not in force on ${today}, so told here as a warning at most: ${shown.join(', ')}${more}. \`landlord simulate --on DAY\` looks at a later day.`
}
