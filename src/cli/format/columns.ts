import stringWidth from 'string-width'
import wrapAnsi from 'wrap-ansi'
import { clean } from '../../tenant/markdown.ts'

type Layout = Readonly<{
  /** Columns, counted from 0, whose cells end at the same place: amounts. */
  right?: readonly number[]
  /** Blanks before every row. */
  indent?: number
  /** Characters in a row; the last column is wrapped below itself. Absent: as wide as it gets. */
  width?: number | undefined
}>

/** Rows of cells under one another, two blanks apart; nothing in a cell can move the cursor. */
export function columns(
  rows: readonly (readonly string[])[],
  { right = [], indent = 0, width }: Layout = {},
): string {
  const cells = rows.map((row) => row.map((cell) => clean(cell, 600)))
  const last = Math.max(...rows.map((row) => row.length)) - 1
  const widths = Array.from({ length: last + 1 }, (_, index) =>
    Math.max(...cells.map((row) => stringWidth(row[index] ?? ''))),
  )
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + 2, indent)
  const room = width === undefined ? Infinity : Math.max(24, width - before)
  return cells.flatMap((row) => lines(row)).join('\n')

  function lines(row: readonly string[]): readonly string[] {
    const [first = '', ...more] = row.length > last ? wrap(row[last] ?? '', room) : ['']
    const start = row
      .slice(0, last)
      .map((cell, index) => pad(cell, widths[index] ?? 0, right.includes(index)))
    const end = right.includes(last) ? pad(first, widths[last] ?? 0, true) : first
    return [
      `${' '.repeat(indent)}${[...start, end].join('  ')}`.trimEnd(),
      ...more.map((line) => ' '.repeat(before) + line),
    ]
  }
}

/** Prose below an indent, at most `width` characters in a line. */
export const paragraph = (words: string, indent: number, width: number | undefined): string =>
  wrap(words, width === undefined ? Infinity : width - indent)
    .map((line) => ' '.repeat(indent) + line)
    .join('\n')

const wrap = (words: string, room: number): readonly string[] =>
  room === Infinity ? [words] : wrapAnsi(words, room, { trim: true }).split('\n')

/** As wide as a terminal shows it, which is not as many characters as it has. */
function pad(cell: string, width: number, toTheRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - stringWidth(cell)))
  return toTheRight ? blanks + cell : cell + blanks
}
