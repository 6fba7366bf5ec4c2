import { diffLines, type Difference } from '../../tenant/line-diff.ts'
import { plain, type Paint } from './paint.ts'

const around = 3

/** A unified diff of one file, as `git apply` and `patch -p1` take it. Empty when nothing differs. */
export function formatDiff(path: string, before: string, after: string, paint: Paint = plain): string {
  const old = linesOf(before)
  const fresh = linesOf(after)
  const hunks = groups(diffLines(old, fresh))
  if (hunks.length === 0) return ''
  const lines = hunks.flatMap((hunk) => hunkLines(hunk, old, fresh))
  return [
    paint.bold(`--- a/${path}`),
    paint.bold(`+++ b/${path}`),
    ...lines.map((line) => tint(line, paint)),
  ].join('\n')
}

/** A last line without its line end is another line than one with it. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  const last = lines.pop() ?? ''
  return last === '' ? lines : [...lines, `${last}\n\\ No newline at end of file`]
}

/** Differences whose surroundings touch are one hunk. */
function groups(differences: readonly Difference[]): readonly (readonly Difference[])[] {
  const found: Difference[][] = []
  for (const difference of differences) {
    const last = found.at(-1)
    const previous = last?.at(-1)
    if (last !== undefined && previous !== undefined && difference.from - previous.to <= 2 * around)
      last.push(difference)
    else found.push([difference])
  }
  return found
}

function hunkLines(
  hunk: readonly Difference[],
  old: readonly string[],
  fresh: readonly string[],
): readonly string[] {
  const [first] = hunk
  const last = hunk.at(-1)
  if (first === undefined || last === undefined) return []
  const from = Math.max(0, first.from - around)
  const to = Math.min(old.length, last.to + around)
  const start = first.start - (first.from - from)
  const end = last.end + (to - last.to)
  const lines: string[] = []
  let at = from
  for (const change of hunk) {
    lines.push(...old.slice(at, change.from).map((line) => ` ${line}`))
    lines.push(...old.slice(change.from, change.to).map((line) => `-${line}`))
    lines.push(...fresh.slice(change.start, change.end).map((line) => `+${line}`))
    at = change.to
  }
  lines.push(...old.slice(at, to).map((line) => ` ${line}`))
  return [`@@ -${range(from, to)} +${range(start, end)} @@`, ...lines]
}

/** Of no lines the diff names the line before. */
const range = (from: number, to: number): string => `${to === from ? from : from + 1},${to - from}`

const tint = (line: string, paint: Paint): string =>
  line.startsWith('+')
    ? paint.green(line)
    : line.startsWith('-')
      ? paint.red(line)
      : line.startsWith('@@')
        ? paint.cyan(line)
        : line
