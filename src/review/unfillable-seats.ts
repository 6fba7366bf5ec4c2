import type { AskedLine } from '../approvals/asked-lines.ts'
import type { Opening } from '../approvals/openings.ts'
import { unfillable } from '../approvals/unfillable.ts'
import type { Fault } from '../tenant/fault.ts'
import type { Severity } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { approversPath } from './read-rules.ts'

/** Why a line asks; a section without a condition needs no reason. */
export type Asks = Opening | 'always'

/**
 * What is wrong with the seats that lines open together: those that nobody could fill. Few are ever open together,
 * however many tenants there are.
 */
export function unfillableSeats(distinct: boolean): (lines: readonly AskedLine<Asks>[]) => readonly Fault[] {
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
