import { createHash } from 'node:crypto'
import type { EstateFile, FileChange } from '../../tenant/estate-file.ts'
import type { Finding } from '../../tenant/finding.ts'
import { diffLines } from '../../tenant/line-diff.ts'
import { prose, text } from '../../tenant/markdown.ts'
import { applyMends, type Mend } from '../../tenant/mend/mend.ts'

/** A mend as a GitHub suggestion: a comment on changed lines, whose code block takes their place at one click. */
export type Suggestion = Readonly<{
  path: string
  /** 1-based lines of the head, both included; all of them are new in this pull request. */
  startLine: number
  line: number
  /** Markdown. */
  body: string
  /** The body begins with it. The same as long as the same lines would become the same: it is offered once. */
  marker: string
}>

/** What a person reads at one go; the comment and the check list everything. */
const maxSuggestions = 10
/** A suggestion further apart than this is better made with `landlord check --fix`. */
const maxLines = 20

/** The mends of some findings, worst first, where GitHub takes a comment: on lines that the pull request itself wrote. */
export function renderSuggestions(
  findings: readonly Finding[],
  files: readonly FileChange[],
): readonly Suggestion[] {
  const mendable = findings.flatMap((finding) => (finding.mend ? [{ finding, mend: finding.mend }] : []))
  if (mendable.length === 0) return []
  const suggestions = files.flatMap((change) => {
    const own = mendable.filter(({ finding }) => finding.file === change.path)
    return own.length === 0 ? [] : ofFile(change, own)
  })
  return suggestions.slice(0, maxSuggestions)
}

type Mendable = Readonly<{ finding: Finding; mend: Mend }>

function ofFile({ path, before, after }: FileChange, mendable: readonly Mendable[]): readonly Suggestion[] {
  const whole = textOf(after)
  if (whole === undefined) return []
  const lines = whole.split('\n')
  const written = diffLines(textOf(before)?.split('\n') ?? [], lines)
  return together(mendable).flatMap(({ from, to, parts }) => {
    const isNew = written.some(({ start, end }) => start < from && to <= end)
    const { text: mended, done } = applyMends(
      whole,
      parts.map(({ mend }) => mend),
    )
    const fresh = mended.split('\n')
    const block = fresh.slice(from - 1, fresh.length - (lines.length - to)).map(withoutReturn)
    const said = parts.filter((_, index) => done[index]).map(({ finding }) => finding)
    if (!isNew || to - from >= maxLines || block.some((line) => unshown.test(line))) return []
    const marker = markerOf(path, lines.slice(from - 1, to), block)
    return [{ path, startLine: from, line: to, marker, body: bodyOf(marker, said, block) }]
  })
}

type Stretch = Readonly<{ from: number; to: number; parts: readonly Mendable[] }>

/** Mends of the same lines are one suggestion: GitHub cannot apply two to one line. */
function together(mendable: readonly Mendable[]): readonly Stretch[] {
  const stretches: Stretch[] = []
  for (const part of mendable.toSorted((a, b) => firstLine(a.mend) - firstLine(b.mend))) {
    const [from, to] = [firstLine(part.mend), lastLine(part.mend)]
    const last = stretches.at(-1)
    if (last !== undefined && from <= last.to)
      stretches.splice(-1, 1, { from: last.from, to: Math.max(to, last.to), parts: [...last.parts, part] })
    else stretches.push({ from, to, parts: [part] })
  }
  return stretches
}

const firstLine = (mend: Mend): number => Math.min(...mend.map(({ line }) => line))

/** An edit that ends before the first column takes the line end above with it, and nothing of that line. */
const lastLine = (mend: Mend): number =>
  Math.max(
    ...mend.map(({ line, endLine, endColumn }) =>
      endColumn === 1 && endLine > line ? endLine - 1 : endLine,
    ),
  )

function bodyOf(marker: string, findings: readonly Finding[], block: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, ...block.map(longestTicks).map((ticks) => ticks + 1)))
  const words = findings.map(
    ({ says, fix, rule }) => `${prose(says)} → ${prose(fix)} <sub>${text(rule, 80)}</sub>`,
  )
  return [marker, ...words, '', `${fence}suggestion`, ...block, fence].join('\n')
}

const longestTicks = (line: string): number =>
  Math.max(0, ...(line.match(/`+/g) ?? []).map((ticks) => ticks.length))

const markerOf = (path: string, before: readonly string[], after: readonly string[]): string => {
  const digest = createHash('sha256')
    .update(JSON.stringify([path, before, after]))
    .digest('hex')
  return `<!-- landlord:suggestion ${digest.slice(0, 20)} -->`
}

/** GitHub keeps a file's line ends when it applies a suggestion. */
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Controls and direction changes: nobody should click on what cannot be seen. */
const unshown = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u

function textOf(file: EstateFile | undefined): string | undefined {
  return file?.bytes === undefined ? undefined : new TextDecoder().decode(file.bytes)
}
