import type { Finding, Severity } from '../../tenant/finding.ts'

/** Worst first, then by place; what is said twice of one place is said once. */
export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  const distinct = new Map(findings.map((finding) => [keyOf(finding), finding]))
  return [...distinct.values()].toSorted(
    (a, b) =>
      weight[a.severity] - weight[b.severity] ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column,
  )
}

const keyOf = ({ rule, file, line, column, pointer, says }: Finding): string =>
  JSON.stringify([rule, file, line, column, pointer, says])

const weight: Readonly<Record<Severity, number>> = { deny: 0, warn: 1, info: 2 }
