/** 1-based, and always inside the file. */
export type Position = Readonly<{ line: number; column: number }>

/** Line and column of an offset; the end of the file counts as the end of its last line. */
export function positionsIn(text: string): (offset: number) => Position {
  let starts: readonly number[] | undefined
  const end = text.endsWith('\n') ? text.length - 1 : text.length
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
    const at = Math.max(0, Math.min(offset, end))
    const line = lastAtOrBefore(starts, at)
    return { line: line + 1, column: at - (starts[line] ?? 0) + 1 }
  }
}

/** Index of the last of the rising numbers that is not above `limit`. */
function lastAtOrBefore(rising: readonly number[], limit: number): number {
  let low = 0
  let high = rising.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((rising[middle] ?? 0) <= limit) low = middle
    else high = middle - 1
  }
  return low
}
