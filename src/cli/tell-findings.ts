import type { Verdict } from '../review/verdict.ts'
import { denies } from '../tenant/finding.ts'
import { clean } from '../tenant/markdown.ts'
import { tell } from './estate-options.ts'

/** What could not be read could not be priced: that must not look like a complete answer. */
export function tellFindings({ findings }: Verdict): void {
  const problems = findings.filter(denies)
  for (const { file, line, column, says } of problems) tell(`${clean(file)}:${line}:${column} ${clean(says)}`)
  if (problems.length > 0) process.exitCode = 1
}
