/** Lines that differ, as half-open ranges of 0-based indexes: `before[from, to)` became `after[start, end)`. */
export type Difference = Readonly<{ from: number; to: number; start: number; end: number }>

/** Where two texts differ, line by line, in as few lines as possible unless they are very long. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly Difference[] {
  let head = 0
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1
  let tail = 0
  const most = Math.min(before.length, after.length) - head
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  const old = before.slice(head, before.length - tail)
  const fresh = after.slice(head, after.length - tail)
  if (old.length === 0 && fresh.length === 0) return []
  const whole = { from: head, to: head + old.length, start: head, end: head + fresh.length }
  if (old.length === 0 || fresh.length === 0 || old.length * fresh.length > maxCells) return [whole]
  return walk(old, fresh).map(({ from, to, start, end }) => ({
    from: from + head,
    to: to + head,
    start: start + head,
    end: end + head,
  }))
}

/** A table of so many numbers takes a few milliseconds; beyond it everything between the first and the last change is one. */
const maxCells = 1_000_000

/** Along the longest common subsequence. */
function walk(old: readonly string[], fresh: readonly string[]): readonly Difference[] {
  const width = fresh.length + 1
  const longest = new Uint32Array((old.length + 1) * width)
  const at = (i: number, j: number) => longest[i * width + j] ?? 0
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = fresh.length - 1; j >= 0; j -= 1)
      longest[i * width + j] =
        old[i] === fresh[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
  const found: Difference[] = []
  let [i, j] = [0, 0]
  while (i < old.length || j < fresh.length) {
    const [from, start] = [i, j]
    while (i < old.length || j < fresh.length) {
      if (i < old.length && j < fresh.length && old[i] === fresh[j]) break
      if (j >= fresh.length || (i < old.length && at(i + 1, j) >= at(i, j + 1))) i += 1
      else j += 1
    }
    if (i > from || j > start) found.push({ from, to: i, start, end: j })
    while (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      i += 1
      j += 1
    }
  }
  return found
}
