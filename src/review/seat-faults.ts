import { askedLines, coveringLines } from '../approvals/asked-lines.ts'
import type { Alternative } from '../approvals/approvers.ts'
import { openings, type CostOf, type Opening } from '../approvals/openings.ts'
import { uncoveredPaths } from '../approvals/uncovered.ts'
import type { Condition } from '../expression/condition.ts'
import type { CostFacts } from '../expression/cost-facts.ts'
import { fieldsOf, type fingerprints } from '../expression/made-of.ts'
import { namedFields } from '../expression/named-variables.ts'
import type { Change } from '../tenant/change.ts'
import type { Fault } from '../tenant/fault.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { costOn } from './cost/seats.ts'
import { approversPath, type Rules } from './read-rules.ts'
import { unfillableSeats, type Asks } from './unfillable-seats.ts'

/**
 * What goes wrong with the seats of one tenant after another, as if each came today: conditions that cannot be decided,
 * seats that nobody can fill, files that nobody speaks of. It denies what a review refuses whatever is changed.
 */
export function seatFaults(
  rules: Rules,
  { on, printOf }: Readonly<{ on: string; printOf: ReturnType<typeof fingerprints> }>,
): (coming: Coming) => readonly Fault[] {
  const costOf = costOn(rules, on.slice(0, 10))
  const judge = seatJudge(rules, { printOf, costOf: (change, moment) => costOf(change, moment) })
  const conditions = conditionsOf(rules)
  const variables = conditions.flatMap((condition) => condition.variables)
  const fields = fieldsOf(variables.filter((name) => name !== 'cost'))
  const costs = costsIn(conditions)
  const linesOf = coveringLines(rules.approvers)
  const known = new Map<string, readonly Fault[]>()
  return (coming) => {
    // What conditions do with all of it nobody can say beforehand.
    if (fields === undefined || costs === undefined) return judge(coming)
    const { values, missing } = costs.length === 0 ? noCosts : costOf(coming, 'after', costs)
    const key = [
      linesOf(coming.file),
      printOf(coming.after)(fields),
      ...costs.map((field) => values[field] ?? missing[`cost.${field}`]),
    ].join('\n')
    // Tenants that are alike in all that conditions look at have the same said of them.
    const before = known.get(key)
    if (before !== undefined) return before
    const faults = judge(coming)
    if (known.size >= mostKept) known.clear()
    known.set(key, faults)
    return faults
  }
}

type Coming = Change & Readonly<{ after: Tenant }>

const mostKept = 10_000

const conditionsOf = ({ approvers, guardrails }: Rules): readonly Condition[] =>
  [
    ...approvers.sections.flatMap(({ rules }) => rules.flatMap(({ alternatives }) => alternatives)),
    ...guardrails,
  ].map(({ condition }) => condition)

/** Fields of `cost` that are read; undefined where more is done with it. */
function costsIn(conditions: readonly Condition[]): readonly string[] | undefined {
  const named = conditions
    .filter(({ variables }) => variables.includes('cost'))
    .map(({ ast }) => namedFields(ast, 'cost'))
  return named.some((fields) => fields === undefined)
    ? undefined
    : [...new Set(named.flatMap((fields) => fields ?? []))]
}

const noCosts: CostFacts = { values: {}, missing: {} }

type Around = Readonly<{ printOf: ReturnType<typeof fingerprints>; costOf: CostOf }>

function seatJudge(rules: Rules, { printOf, costOf }: Around): (coming: Coming) => readonly Fault[] {
  const { approvers, settings } = rules
  const openingOf = openings({ settings, costOf, printOf })
  const unfillableOf = unfillableSeats(settings.approvals.distinct)
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

const uncovered: Fault = {
  ...{ rule: 'approvals/uncovered', severity: 'deny', file: approversPath, line: 1, column: 1, pointer: '' },
  says: ['No section of APPROVERS says who agrees to a change of', '.'],
  fix: 'Add a line for it, such as `/tenants/ @org/team`; one without owners asks nobody. `approvals.uncovered: allow` in the settings lets all such files pass.',
}
