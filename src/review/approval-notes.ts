import type { Approvals, Seat } from '../approvals/seat.ts'
import { uncoveredPaths } from '../approvals/uncovered.ts'
import { whyNobody } from '../approvals/why-nobody.ts'
import type { Change } from '../tenant/change.ts'
import type { FileChange } from '../tenant/estate-file.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { Rules } from './read-rules.ts'

/** Changed files that no section says anything about; what a seat covers need not be asked about. */
export function uncoveredBy(
  seats: readonly Seat[],
  { files, rules }: Readonly<{ files: readonly FileChange[]; rules: Pick<Rules, 'approvers'> }>,
): readonly string[] {
  const covered = new Set(seats.flatMap((seat) => seat.files))
  const others = files.map(({ path }) => path).filter((path) => !covered.has(path))
  return uncoveredPaths(rules.approvers, others)
}

/** Whatever passes without anybody's approval says by which rules. */
export function withNotes(
  approvals: Approvals,
  {
    changes,
    uncovered,
    rules: { approvers, settings },
  }: Readonly<{
    changes: readonly Change[]
    uncovered: readonly string[]
    rules: Pick<Rules, 'approvers' | 'settings'>
  }>,
): Approvals {
  const [first] = uncovered
  const passes = first !== undefined && settings.approvals.uncovered === 'allow'
  const notes = [
    ...(approvals.notes ?? []),
    ...(approvals.decision === 'automatic' ? whyNobody(approvers, changes) : []),
    ...(passes
      ? [
          `No section of APPROVERS covers ${quote(first)}${uncovered.length === 1 ? '' : ` and ${uncovered.length - 1} more`}, and the settings let such files pass (\`approvals.uncovered: allow\`): nobody is asked for them.`,
        ]
      : []),
  ]
  return { ...approvals, notes }
}
