import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { dayInWords, type Delegation } from './delegation.ts'
import { fold } from './eligible.ts'
import { delegationsPath } from './parse-delegations.ts'
import type { People } from './people.ts'

/** Rows that do nothing (any more). `day`: ISO date; `writers` undefined where nobody knows who may write. */
export function judgeDelegations(
  delegations: readonly Delegation[],
  { day, writers }: Readonly<{ day: string; writers: People['writers'] | undefined }>,
): readonly Finding[] {
  return delegations.flatMap(({ from, to, until, line }): readonly Finding[] => {
    const flaw = (rule: string, says: string, fix: string): readonly Finding[] => [
      {
        ...{
          rule: `delegations/${rule}`,
          severity: 'warn',
          file: delegationsPath,
          line,
          column: 1,
          pointer: '',
        },
        ...{ says, fix },
      },
    ]
    if (until < day)
      return flaw(
        'expired',
        `${quote(to)} stood in for ${quote(from)} until ${dayInWords(until)}, which is over.`,
        'Remove the row, or name a later day.',
      )
    if (writers?.some((login) => fold(login) === fold(to)) === false)
      return flaw(
        'unknown',
        `${quote(to)} may not write to this repository, so nothing they approve counts.`,
        'Mend the login, or give them access.',
      )
    return []
  })
}
