import type { Finding, Severity } from '../../tenant/finding.ts'
import { code, prose, text } from '../../tenant/markdown.ts'

const headings: readonly (readonly [Severity, string])[] = [
  ['deny', 'To mend before it can merge'],
  ['warn', 'Worth a look'],
  ['info', 'Good to know'],
]

/** Grouped by what they mean for the merge; each with its place and its mend. */
export function renderFindings(findings: readonly Finding[], limit: number): string {
  const shown = findings.slice(0, limit)
  const groups = headings.flatMap(([severity, heading]) => {
    const those = shown.filter((finding) => finding.severity === severity)
    const all = findings.filter((finding) => finding.severity === severity).length
    return those.length === 0 ? [] : [`#### ${heading} (${all})`, those.map(renderFinding).join('\n')]
  })
  const left = findings.length - shown.length
  const more =
    left === 0
      ? []
      : [`…and ${left} more, which this comment has no room for. \`landlord check\` lists them all.`]
  return [...groups, ...more].join('\n\n')
}

export function renderFinding({ file, line, column, says, fix, rule }: Finding): string {
  return `- ${code(`${file}:${line}:${column}`)} ${prose(says)}<br>→ ${prose(fix)} <sub>${text(rule, 80)}</sub>`
}
