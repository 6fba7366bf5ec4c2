import type { Approvals, Seat } from '../approvals/seat.ts'
import { isRulePath, type FileChange } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { approversPath } from './read-rules.ts'

/** What no review can mend: a seat that nobody can fill, and a rule file that nobody guards. */
export function approvalFindings({ seats }: Approvals, files: readonly FileChange[]): readonly Finding[] {
  const unguarded = files
    .filter(({ path }) => isRulePath(path))
    .filter(({ path }) => !seats.some((seat) => seat.needed > 0 && seat.files.includes(path)))
  return [...seats.flatMap(nobodyCan), ...unguarded.map(({ path }) => nobodyGuards(path))]
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

/** Otherwise whoever can push could loosen the rules, and be approved automatically under them. */
const nobodyGuards = (path: string): Finding => ({
  ...atApprovers(1),
  rule: 'approvals/rules-unguarded',
  says: `No section of APPROVERS covers \`${path}\`, so nobody would have to agree to a change of the rules.`,
  fix: 'Add a section for them to the base branch, such as `[Rules]` with the line `/.github/ @org/team`.',
})

const atApprovers = (line: number) =>
  ({ severity: 'deny', file: approversPath, line, column: 1, pointer: '' }) as const
