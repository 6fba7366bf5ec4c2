import { isSigned, leavesOf, type Checkpoint } from './checkpoint.ts'
import { hashOf, type Entry } from './entry.ts'
import { isCheckpoint, isEntry } from './export.ts'
import { consistencyProof, inclusionProof, isConsistent, rootByInclusion } from './merkle.ts'

/** That one entry is under a checkpoint (RFC 6962, 2.1.1): for whoever has the checkpoint and no other entry. */
export type Inclusion = Readonly<{ entry: Entry; checkpoint: Checkpoint; proof: readonly string[] }>

/** That what an older checkpoint covers is the beginning of what a newer one does (2.1.2): for whoever has no entry at all. */
export type Consistency = Readonly<{ older: Checkpoint; newer: Checkpoint; proof: readonly string[] }>

export type Proof = Inclusion | Consistency

/** `entries`: all that the checkpoint covers, in their order. */
export const proveInclusion = (
  entries: readonly Entry[],
  { entry, checkpoint }: Pick<Inclusion, 'entry' | 'checkpoint'>,
): Inclusion => ({
  entry,
  checkpoint,
  proof: hexOf(inclusionProof(leavesOf(entries.slice(0, checkpoint.size)), entry.seq)),
})

/** `entries`: all that the newer checkpoint covers, in their order. */
export const proveConsistency = (
  entries: readonly Entry[],
  { older, newer }: Pick<Consistency, 'older' | 'newer'>,
): Consistency => ({
  older,
  newer,
  proof: hexOf(consistencyProof(leavesOf(entries.slice(0, newer.size)), older.size)),
})

/** Undefined: it proves what it says. `keys`: PEM of those that are believed; undefined: each checkpoint's own. */
export function flawOfProof(proof: Proof, keys: readonly string[] | undefined): string | undefined {
  for (const checkpoint of 'entry' in proof ? [proof.checkpoint] : [proof.older, proof.newer]) {
    const named = `the checkpoint of ${checkpoint.size} entries`
    if (!isSigned(checkpoint)) return `${named} is not signed by its key`
    if (keys !== undefined && !keys.some((key) => key.trim() === checkpoint.publicKey.trim()))
      return `${named} was signed with a key that is not known here`
  }
  return 'entry' in proof ? flawOfInclusion(proof) : flawOfConsistency(proof)
}

function flawOfInclusion({ entry, checkpoint, proof }: Inclusion): string | undefined {
  if (entry.hash !== hashOf(entry)) return `the content of entry ${entry.seq} does not give its hash`
  const [leaf] = leavesOf([entry])
  const root =
    leaf && rootByInclusion({ leaf, index: entry.seq, size: checkpoint.size, proof: proof.map(bytesOf) })
  return root !== undefined && Buffer.from(root).toString('hex') === checkpoint.root
    ? undefined
    : `entry ${entry.seq} is not under the checkpoint of ${checkpoint.size} entries`
}

function flawOfConsistency({ older, newer, proof }: Consistency): string | undefined {
  const fits = isConsistent({
    ...{ from: older.size, to: newer.size, proof: proof.map(bytesOf) },
    ...{ first: bytesOf(older.root), second: bytesOf(newer.root) },
  })
  return fits
    ? undefined
    : `what the checkpoint of ${older.size} entries covers is not the beginning of what the one of ${newer.size} covers`
}

/** Throws a sentence where it is no proof. */
export function parseProof(text: string): Proof {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // Said below, without the text, which may hold anything.
  }
  if (
    isFields(value) &&
    Array.isArray(value.proof) &&
    value.proof.every((hash) => typeof hash === 'string')
  ) {
    const { entry, checkpoint, older, newer } = value
    const proof: readonly string[] = value.proof
    if (isEntry(entry) && isCheckpoint(checkpoint)) return { entry, checkpoint, proof }
    if (isCheckpoint(older) && isCheckpoint(newer)) return { older, newer, proof }
  }
  throw new SyntaxError('It is no proof.')
}

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

const hexOf = (hashes: readonly Uint8Array[]): readonly string[] =>
  hashes.map((hash) => Buffer.from(hash).toString('hex'))

const bytesOf = (hex: string): Uint8Array => Buffer.from(hex, 'hex')
