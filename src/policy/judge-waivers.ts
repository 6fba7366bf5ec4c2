import { daysBetween, daysLater } from '../tenant/day.ts'
import type { Finding } from '../tenant/finding.ts'
import { nearest } from '../tenant/nearest.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Waiver } from '../tenant/waiver.ts'
import type { Rule } from './policy.ts'

/** Half a year: what takes longer is no exception but another rule. */
const maxWaiverDays = 180

/** Whether a waiver turns the rule's deny into a warning on that day. */
export const isInForce = ({ until }: Waiver, { waivable }: Rule, on: string): boolean =>
  waivable && on <= until && !isTooLong(until, on)

const isTooLong = (until: string, on: string): boolean => daysBetween(on, until) > maxWaiverDays

/** What is wrong with the waivers themselves: of no rule, too long, nearly over, or of a rule that holds anyway. */
export function judgeWaivers(
  { tenant, file, on }: Readonly<{ tenant: Tenant; file: string; on: string }>,
  { rules, kept }: Readonly<{ rules: readonly Rule[]; kept: ReadonlySet<string> }>,
): readonly Finding[] {
  return (tenant.waivers ?? []).flatMap((waiver, index) => {
    const flaw = flawOf(waiver, { rules, kept, on })
    if (flaw === undefined) return []
    const { field, ...finding } = flaw
    return [{ ...finding, file, line: 1, column: 1, pointer: `/waivers/${index}/${field}` }]
  })
}

type Flaw = Pick<Finding, 'rule' | 'severity' | 'says' | 'fix'> & Readonly<{ field: 'rule' | 'until' }>

function flawOf(
  waiver: Waiver,
  { rules, kept, on }: Readonly<{ rules: readonly Rule[]; kept: ReadonlySet<string>; on: string }>,
): Flaw | undefined {
  const rule = rules.find(({ id }) => id === waiver.rule)
  if (rule === undefined) return unknownRule(waiver.rule, rules)
  if (!rule.waivable)
    return {
      rule: 'waiver/not-waivable',
      severity: 'deny',
      field: 'rule',
      says: `The rule \`${rule.id}\` cannot be waived.`,
      fix: 'Remove the waiver, and keep the rule.',
    }
  if (isTooLong(waiver.until, on))
    return {
      rule: 'waiver/too-long',
      severity: 'deny',
      field: 'until',
      says: `A waiver ends after ${maxWaiverDays} days at most; this one would last until ${waiver.until}.`,
      fix: `Write ${daysLater(on, maxWaiverDays)} or an earlier day, and renew it then if it must be.`,
    }
  if (!kept.has(rule.id)) return endsSoon(waiver, on)
  return {
    rule: 'waiver/unneeded',
    severity: 'info',
    field: 'rule',
    says: `The rule \`${rule.id}\` holds without this waiver${waiver.until < on ? `, which ended on ${waiver.until}` : ''}.`,
    fix: 'Remove the waiver.',
  }
}

/** Two weeks: long enough to have a waiver approved anew, or the tenant mended. */
const warnDays = 14

/** After its end the rule itself denies, and says which waiver ended. */
function endsSoon({ rule, until }: Waiver, on: string): Flaw | undefined {
  const days = daysBetween(on, until)
  if (days < 0n || days > warnDays) return undefined
  const left = days === 0n ? 'today' : days === 1n ? 'tomorrow' : `in ${days} days`
  return {
    rule: 'waiver/ends-soon',
    severity: 'warn',
    field: 'until',
    says: `The waiver of \`${rule}\` ends ${left}, on ${until}; from the day after, the rule denies again.`,
    fix: 'Mend what the rule asks for, or have the waiver approved anew with another end.',
  }
}

function unknownRule(id: string, rules: readonly Rule[]): Flaw {
  const meant = nearest(
    id,
    rules.map((rule) => rule.id),
  )
  return {
    rule: 'waiver/unknown-rule',
    severity: 'deny',
    field: 'rule',
    says: `No pack of this estate has a rule ${quote(id)}, so there is nothing to waive.`,
    fix:
      meant === undefined
        ? 'Name a rule as findings show it, or remove the waiver.'
        : `Did you mean \`${meant}\`?`,
  }
}
