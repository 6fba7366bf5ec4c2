import { closest, distance } from 'fastest-levenshtein'

/** The known word that a typo most likely meant; undefined when none is close. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 100) return undefined
  const same = known.find((candidate) => plain(candidate) === plain(word))
  if (same !== undefined) return same
  const candidate = closest(word, known)
  const slips =
    Math.min(word.length, candidate.length) < 4 ? 1 : Math.max(2, Math.floor(candidate.length / 3))
  return word.length > 2 && distance(word.toLowerCase(), candidate.toLowerCase()) <= slips
    ? candidate
    : undefined
}

/**
 * The one known word that a slip of the keyboard can have meant: case and separators do not count, two letters that
 * changed places are one slip, and no other known word is anywhere near.
 */
export function certainlyMeant(word: string, known: readonly string[]): string | undefined {
  const same = sameButCase(word, known)
  if (same !== undefined) return same
  if (known.some((candidate) => plain(candidate) === plain(word))) return undefined
  const near = known.filter((candidate) => nearest(word, [candidate]) !== undefined)
  const [candidate] = near
  if (candidate === undefined || near.length > 1) return undefined
  return slips(plain(word), plain(candidate)) <= Math.max(1, Math.floor(candidate.length / 4))
    ? candidate
    : undefined
}

/** The one known word that differs in nothing but case and separators. */
export function sameButCase(word: string, known: readonly string[]): string | undefined {
  const same = known.filter((candidate) => plain(candidate) === plain(word))
  return same.length === 1 ? same[0] : undefined
}

const plain = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/g, '')

function slips(one: string, other: string): number {
  const letters = (text: string) => Array.from(text).toSorted().join('')
  const apart = distance(one, other)
  return apart === 2 && letters(one) === letters(other) ? 1 : apart
}
