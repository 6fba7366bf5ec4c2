import type { Approvers, Section } from './approvers.ts'

/** Who owns a path, and by which line; no line, no owner. */
export type Ownership = Readonly<{ path: string; owners: readonly string[]; line: number | null }>

/** By plain CODEOWNERS rules, conditions aside: the last line that covers the path wins, in each section. */
export function owners(approvers: Approvers, path: string): readonly Ownership[] {
  const found = approvers.sections.flatMap((section) => ownedIn(section, path))
  return found.length > 0 ? found : [{ path, owners: [], line: null }]
}

function ownedIn({ rules, exclusions }: Section, path: string): readonly Ownership[] {
  if (exclusions.some((covers) => covers(path))) return []
  const rule = rules.findLast((candidate) => candidate.covers(path))
  return rule === undefined ? [] : [{ path, owners: rule.owners, line: rule.line }]
}
