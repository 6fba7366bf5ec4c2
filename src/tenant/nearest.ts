import { closest, distance } from 'fastest-levenshtein'

/** The known word that a typo most likely meant; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 100) return undefined
  const plain = (text: string) => text.toLowerCase().replaceAll(/[-_ ]/g, '')
  const same = known.find((candidate) => plain(candidate) === plain(word))
  if (same !== undefined) return same
  const candidate = closest(word, known)
  const slips =
    Math.min(word.length, candidate.length) < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3))
  return word.length > 2 && distance(word.toLowerCase(), candidate.toLowerCase()) <= slips
    ? candidate
    : undefined
}
