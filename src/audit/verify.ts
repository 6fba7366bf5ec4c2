import { isSigned, rootOfEntries, type Checkpoint } from './checkpoint.ts'
import { beforeTheFirst, hashOf, type Entry } from './entry.ts'

/** Where the first thing is wrong, and what it looks like. `seq` undefined: it is about a checkpoint as such. */
export type Flaw = Readonly<{ seq: number | undefined; says: string }>

export type Verified = Readonly<{ entries: number; checkpoints: number; covered: number }>

type Expected = Readonly<{
  estate: string
  checkpoints: readonly Checkpoint[]
  /** PEM of the keys that are believed; undefined: each checkpoint's own, which proves less. */
  keys: readonly string[] | undefined
}>

/**
 * Finds the first entry that is not what it was: each hash, each link, and every checkpoint. The chain alone shows a
 * changed, missing, inserted or swapped entry; only a checkpoint shows that the end is gone or was written anew.
 */
export function verifyChain(entries: readonly Entry[], expected: Expected): Verified | Flaw {
  const broken = brokenLink(entries)
  if (broken !== undefined) return broken
  for (const checkpoint of expected.checkpoints.toSorted((a, b) => a.size - b.size)) {
    const flaw = flawOf(checkpoint, entries, expected)
    if (flaw !== undefined) return flaw
  }
  return {
    entries: entries.length,
    checkpoints: expected.checkpoints.length,
    covered: Math.max(0, ...expected.checkpoints.map(({ size }) => size)),
  }
}

function brokenLink(entries: readonly Entry[]): Flaw | undefined {
  let previous = beforeTheFirst
  for (const [place, entry] of entries.entries()) {
    const { seq } = entry
    if (seq !== place)
      return { seq, says: `entry ${seq} stands where entry ${place} must be: one is missing, added or moved` }
    if (entry.hash !== hashOf(entry))
      return { seq, says: `entry ${seq} is not what was written: its content does not give its hash` }
    if (entry.previous !== previous)
      return { seq, says: `entry ${seq} does not follow entry ${seq - 1}: one of them was replaced` }
    previous = entry.hash
  }
  return undefined
}

function flawOf(
  checkpoint: Checkpoint,
  entries: readonly Entry[],
  { estate, keys }: Expected,
): Flaw | undefined {
  const { size, at } = checkpoint
  const named = `the checkpoint of ${size} entries (${at})`
  if (checkpoint.estate.toLowerCase() !== nameAt(size, entries, estate).toLowerCase())
    return { seq: undefined, says: `${named} is of another estate, ${checkpoint.estate}` }
  if (keys !== undefined && !keys.some((key) => key.trim() === checkpoint.publicKey.trim()))
    return { seq: undefined, says: `${named} was signed with a key that is not known here` }
  if (!isSigned(checkpoint)) return { seq: undefined, says: `${named} is not signed by its key` }
  if (size > entries.length)
    return {
      seq: entries.length,
      says: `entry ${entries.length} and all after it are gone: ${named} had seen ${size - entries.length} more`,
    }
  if (rootOfEntries(entries.slice(0, size)) === checkpoint.root) return undefined
  return {
    seq: size - 1,
    says: `the entries up to ${size - 1} were written anew: their hashes fit together, and ${named} had seen others`,
  }
}

/** What the estate was called when it had so many entries: the chain itself tells of every change of its name. */
function nameAt(size: number, entries: readonly Entry[], now: string): string {
  const later = entries.slice(size).find(({ kind }) => kind === 'moved')?.body.from
  return typeof later === 'string' ? later : now
}
