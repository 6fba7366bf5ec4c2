import type { Approvals, Seat } from '../approvals/seat.ts'
import { isRulePath, type FileChange } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { approversPath } from './read-rules.ts'

/** What no review can mend: a seat that nobody can fill, a rule file that nobody guards, a file nobody speaks of. */
export function approvalFindings(
  { seats }: Approvals,
  { files, uncovered }: Readonly<{ files: readonly FileChange[]; uncovered: readonly string[] }>,
): readonly Finding[] {
  return [...seats.flatMap(nobodyCan), ...unguardedRules(seats, files), ...nobodySpeaksOf(uncovered)]
}

/** Otherwise whoever can push could loosen the rules, and be approved automatically under them. */
export function unguardedRules(
  seats: readonly Seat[],
  files: readonly Pick<FileChange, 'path'>[],
): readonly Finding[] {
  const guarded = new Set(seats.filter(({ needed }) => needed > 0).flatMap((seat) => seat.files))
  const [first, ...more] = files.flatMap(({ path }) => (isRulePath(path) && !guarded.has(path) ? [path] : []))
  if (first === undefined) return []
  const others = more.length === 0 ? '' : ` and ${more.length} more of the rules`
  return [
    {
      ...atApprovers(1),
      rule: 'approvals/rules-unguarded',
      says: `No section of APPROVERS covers ${quote(first)}${others}, so nobody would have to agree to a change of the rules.`,
      fix: 'Add a section for them to the base branch, such as `[Rules]` with the line `/.github/ @org/team`.',
    },
  ]
}

function nobodyCan({ name, line, state }: Seat): readonly Finding[] {
  if (state.state !== 'unsatisfiable') return []
  return [
    {
      ...atApprovers(line),
      rule: 'approvals/nobody-can',
      says: `The seat ${name} can be filled by nobody. ${state.why}`,
      fix: 'Have somebody added to the team, or let a person who did not write this change open the pull request.',
    },
  ]
}

function nobodySpeaksOf(uncovered: readonly string[]): readonly Finding[] {
  const [first] = uncovered
  if (first === undefined) return []
  const others = uncovered.length === 1 ? '' : ` and ${uncovered.length - 1} more of the changed files`
  return [
    {
      ...atApprovers(1),
      rule: 'approvals/uncovered',
      says: `No section of APPROVERS says who agrees to a change of ${quote(first)}${others}.`,
      fix: 'Add a line for it to the base branch, such as `* @org/team`; one without owners asks nobody. `approvals.uncovered: allow` in the settings lets all such files pass.',
    },
  ]
}

const atApprovers = (line: number) =>
  ({ severity: 'deny', file: approversPath, line, column: 1, pointer: '' }) as const
