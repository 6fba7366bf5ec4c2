import { askedLines, type AskedLine } from '../approvals/asked-lines.ts'
import type { Alternative } from '../approvals/approvers.ts'
import { openings, type Opening } from '../approvals/openings.ts'
import { uncoveredPaths } from '../approvals/uncovered.ts'
import { unfillable } from '../approvals/unfillable.ts'
import type { fingerprints } from '../expression/made-of.ts'
import type { Change } from '../tenant/change.ts'
import type { Fault } from '../tenant/fault.ts'
import type { Severity } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { costOn } from './cost/seats.ts'
import { approversPath, type Rules } from './read-rules.ts'

/**
 * What goes wrong with the seats of one tenant after another, as if each came today: conditions that cannot be decided,
 * seats that nobody can fill, files that nobody speaks of. It denies what a review refuses whatever is changed.
 */
export function seatFaults(
  rules: Rules,
  { on, printOf }: Readonly<{ on: string; printOf: ReturnType<typeof fingerprints> }>,
): (coming: Change) => readonly Fault[] {
  const { approvers, settings } = rules
  const openingOf = openings({ settings, costOf: costOn(rules, on.slice(0, 10)), printOf })
  const unfillableOf = rememberUnfillable(settings.approvals.distinct)
  const guardrails = rules.guardrails.filter(({ then }) => then.kind !== 'seat')
  const guards = guardrails.map((guardrail) => ({ guardrail, alternatives: [guardrail] }))
  return (coming) => {
    const lines = askedLines(approvers, coming.file, ({ alternatives }): readonly Asks[] => {
      if (alternatives.length === 0) return always
      const opening = openingOf(alternatives, coming)
      return opening === undefined ? [] : [opening]
    })
    return [
      ...lines.flatMap(({ section, why }) => why.flatMap((one) => undecidedSeat(one, section.name))),
      ...unfillableOf(lines),
      ...(lines.length === 0 && settings.approvals.uncovered === 'refuse'
        ? uncoveredPaths(approvers, [coming.file]).map(() => uncovered)
        : []),
      ...guards.flatMap(({ guardrail, alternatives }) =>
        undecidedGuardrail(openingOf(alternatives, coming), guardrail),
      ),
    ]
  }
}

/** Why a line asks; a section without a condition needs no reason. */
type Asks = Opening | 'always'

const always = ['always'] as const

const undecidedSeat = (asks: Asks, section = 'Code owners'): readonly Fault[] =>
  asks === 'always' || asks.error === undefined
    ? []
    : [
        undecided(asks.by, {
          of: 'condition',
          says: `(${asks.error}), so ${quote(section)} would be asked`,
        }),
      ]

const undecidedGuardrail = (
  opening: Opening | undefined,
  { name, then }: Rules['guardrails'][number],
): readonly Fault[] =>
  opening?.error === undefined
    ? []
    : [
        undecided(opening.by, {
          of: `guardrail ${quote(name)},`,
          says: `(${opening.error}), so a change would be ${then.kind === 'deny' ? 'refused' : 'warned of'}`,
        }),
      ]

/** It lets nobody through unasked, so it is a warning: somebody meant to ask something else. */
const undecided = (
  { condition, place }: Alternative,
  { of, says }: Readonly<{ of: string; says: string }>,
): Fault => ({
  ...{ rule: 'approvals/undecided', severity: 'warn', pointer: '', ...place },
  says: [`The ${of} ${quote(condition.source)} could not be decided for`, ` ${says}.`],
  fix: 'Let it ask `has(…)` before it reads a field that may be absent, or add what is not known.',
})

/** Few lines are ever open together, however many tenants there are. */
function rememberUnfillable(distinct: boolean): (lines: readonly AskedLine<Asks>[]) => readonly Fault[] {
  const known = new Map<string, readonly Fault[]>()
  return (lines) => {
    const key = lines.map((line) => `${line.rule.line}${isLasting(line) ? '' : '?'}`).join(' ')
    const before = known.get(key)
    if (before !== undefined) return before
    const denied = unfillable(lines.filter(isLasting), distinct).map((seat) => nobodyCan(seat, 'deny'))
    const others = unfillable(lines, distinct)
      .filter(({ line }) => !denied.some((fault) => fault.line === line))
      .map((seat) => nobodyCan(seat, 'warn'))
    known.set(key, [...denied, ...others])
    return [...denied, ...others]
  }
}

/** Asked whatever is changed; another line may ask only of a tenant that comes, or at today's prices. */
const isLasting = ({ why: [one] }: AskedLine<Asks>): boolean =>
  one === 'always' ||
  one?.by.condition.variables.some((name) => name === 'change' || name === 'cost') === false

const nobodyCan = (
  { name, line, why }: Readonly<{ name: string; line: number; why: string }>,
  severity: Severity,
): Fault => ({
  ...{ rule: 'approvals/nobody-can', severity, file: approversPath, line, column: 1, pointer: '' },
  says: [`The seat ${quote(name)}, which is asked for`, `, can be filled by nobody. ${why}`],
  fix: 'Name a team or an account that can approve, and another one for each seat that is open at the same time.',
})

const uncovered: Fault = {
  ...{ rule: 'approvals/uncovered', severity: 'deny', file: approversPath, line: 1, column: 1, pointer: '' },
  says: ['No section of APPROVERS says who agrees to a change of', '.'],
  fix: 'Add a line for it, such as `/tenants/ @org/team`; one without owners asks nobody. `approvals.uncovered: allow` in the settings lets all such files pass.',
}
