/** What certainly mends a finding, and changes nothing else: edits of the file's text. Never empty. */
export type Mend = readonly Edit[]

/**
 * Puts `text` in place of what stands between two places, the second of which stays. Lines and columns as in
 * findings: 1-based, in UTF-16 code units, a byte order mark not counted. A line ends with its `\n`.
 */
export type Edit = Readonly<{
  line: number
  column: number
  endLine: number
  endColumn: number
  text: string
}>

/** An edit by the offsets in the text that it was made for. */
export function editAt(text: string, start: number, end: number, replacement: string): Edit {
  const from = placeOf(text, start)
  const to = placeOf(text, end)
  return { ...from, endLine: to.line, endColumn: to.column, text: replacement }
}

export type Applied = Readonly<{
  text: string
  /** For each mend whether it was applied: one that touches the place of an earlier one waits for another round. */
  done: readonly boolean[]
}>

/** Applies mends, each whole or not at all, the first ones first. All else in the text stays as it is. */
export function applyMends(text: string, mends: readonly Mend[]): Applied {
  const starts = lineStarts(text)
  const offset = (line: number, column: number) => (starts[line - 1] ?? text.length) + column - 1
  const taken: Span[] = []
  const done = mends.map((mend) => {
    const spans = mend.map((edit) => ({
      start: offset(edit.line, edit.column),
      end: offset(edit.endLine, edit.endColumn),
      text: edit.text,
    }))
    if (spans.some((span) => taken.some((other) => meet(span, other)))) return false
    taken.push(...spans)
    return true
  })
  const mended = taken
    .toSorted((a, b) => b.start - a.start)
    .reduce((so, span) => so.slice(0, span.start) + span.text + so.slice(span.end), text)
  return { text: mended, done }
}

type Span = Readonly<{ start: number; end: number; text: string }>

const meet = (a: Span, b: Span): boolean =>
  a.start === b.start || Math.max(a.start, b.start) < Math.min(a.end, b.end)

const lineStarts = (text: string): readonly number[] => [
  0,
  ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1),
]

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}
