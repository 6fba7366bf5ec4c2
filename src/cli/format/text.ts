import type { EstateFile } from '../../tenant/estate-file.ts'
import type { Finding, Severity } from '../../tenant/finding.ts'
import { clean } from '../../tenant/markdown.ts'
import { plain, type Paint } from './paint.ts'

/** Each finding with its place, the lines around it, and the mend. */
export function formatFindings(
  findings: readonly Finding[],
  files: readonly EstateFile[],
  paint: Paint = plain,
): string {
  const byPath = new Map(files.map((file) => [file.path, file]))
  return findings.map((finding) => formatFinding(finding, byPath.get(finding.file), paint)).join('\n')
}

function formatFinding(finding: Finding, file: EstateFile | undefined, paint: Paint): string {
  const { severity, line, column, says, fix, rule } = finding
  const place = `${clean(finding.file)}:${line}:${column}`
  return [
    `${paint.bold(place)}  ${mark(severity, paint)}  ${clean(says, 600)}  ${paint.dim(clean(rule))}`,
    ...frame(finding, file, paint),
    `  → ${clean(fix, 600)}`,
    '',
  ].join('\n')
}

/** The line before, the line itself with a mark under the column. */
function frame({ line, column }: Finding, file: EstateFile | undefined, paint: Paint): readonly string[] {
  const lines = textOf(file)?.split(/\r\n|\n|\r/) ?? []
  const at = lines[line - 1]
  if (at === undefined || at.trim() === '') return []
  const width = String(line).length
  const row = (number: number, content: string) => `  ${String(number).padStart(width)} │ ${shown(content)}`
  const before = lines[line - 2]
  return [
    ...(before === undefined || before.trim() === '' ? [] : [paint.dim(row(line - 1, before))]),
    row(line, at),
    ...(column <= maxWidth ? [`  ${' '.repeat(width)} │ ${' '.repeat(column - 1)}${paint.red('^')}`] : []),
  ]
}

const maxWidth = 120

/** A terminal obeys control characters; a tenant file must not command it. Columns stay where they are. */
const shown = (line: string): string =>
  line.slice(0, maxWidth).replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\t' ? ' ' : '\uFFFD'))

function textOf(file: EstateFile | undefined): string | undefined {
  if (file?.bytes === undefined || file.bytes.includes(0)) return undefined
  return new TextDecoder().decode(file.bytes)
}

function mark(severity: Severity, paint: Paint): string {
  switch (severity) {
    case 'deny':
      return paint.red('error')
    case 'warn':
      return paint.yellow('warning')
    case 'info':
      return paint.cyan('note')
  }
}
