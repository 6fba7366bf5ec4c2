import { createHash } from 'node:crypto'

/** Merkle trees as RFC 6962, section 2.1, has them: SHA-256, 0x00 before a leaf, 0x01 before two nodes. */
type Hash = Uint8Array

export const leafHash = (data: Uint8Array): Hash =>
  createHash('sha256').update(Uint8Array.of(0)).update(data).digest()

const nodeHash = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest()

/** MTH: what a signature has to cover to cover every leaf. Of no leaves it is the hash of nothing. */
export function rootOf(leaves: readonly Hash[]): Hash {
  const [only] = leaves
  if (only === undefined) return createHash('sha256').digest()
  if (leaves.length === 1) return only
  const k = split(leaves.length)
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)))
}

/** PATH(m, D[n]): the siblings that lead from leaf `index` to the root. */
export function inclusionProof(leaves: readonly Hash[], index: number): readonly Hash[] {
  if (index < 0 || index >= leaves.length)
    throw new RangeError(`There is no leaf ${index} in ${leaves.length}.`)
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return index < k
    ? [...inclusionProof(leaves.slice(0, k), index), rootOf(leaves.slice(k))]
    : [...inclusionProof(leaves.slice(k), index - k), rootOf(leaves.slice(0, k))]
}

/** PROOF(m, D[n]): that the tree of the first `size` leaves is the beginning of this one. */
export function consistencyProof(leaves: readonly Hash[], size: number): readonly Hash[] {
  if (size < 1 || size > leaves.length)
    throw new RangeError(`There is no tree of ${size} in ${leaves.length}.`)
  return subproof(leaves, size, true)
}

function subproof(leaves: readonly Hash[], m: number, whole: boolean): readonly Hash[] {
  if (m === leaves.length) return whole ? [] : [rootOf(leaves)]
  const k = split(leaves.length)
  return m <= k
    ? [...subproof(leaves.slice(0, k), m, whole), rootOf(leaves.slice(k))]
    : [...subproof(leaves.slice(k), m - k, false), rootOf(leaves.slice(0, k))]
}

type Inclusion = Readonly<{ leaf: Hash; index: number; size: number; proof: readonly Hash[] }>

/** The root that the proof leads to (RFC 9162, 2.1.3.2); undefined when it cannot be a proof of that leaf. */
export function rootByInclusion({ leaf, index, size, proof }: Inclusion): Hash | undefined {
  if (index < 0 || index >= size) return undefined
  let fn = index
  let sn = size - 1
  let root = leaf
  for (const sibling of proof) {
    if (sn === 0) return undefined
    if (fn % 2 === 1 || fn === sn) {
      root = nodeHash(sibling, root)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else root = nodeHash(root, sibling)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 ? root : undefined
}

type Consistency = Readonly<{ from: number; to: number; first: Hash; second: Hash; proof: readonly Hash[] }>

/** Whether the tree of `from` leaves is the beginning of the one of `to` leaves (RFC 9162, 2.1.4.2). */
export function isConsistent({ from, to, first, second, proof }: Consistency): boolean {
  if (from < 1 || from > to) return false
  if (from === to) return proof.length === 0 && isSame(first, second)
  const [head, ...rest] = isPowerOfTwo(from) ? [first, ...proof] : proof
  if (head === undefined) return false
  let fn = from - 1
  let sn = to - 1
  while (fn % 2 === 1) {
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  let fr = head
  let sr = head
  for (const node of rest) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(node, fr)
      sr = nodeHash(node, sr)
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2)
        sn = Math.floor(sn / 2)
      }
    } else sr = nodeHash(sr, node)
    fn = Math.floor(fn / 2)
    sn = Math.floor(sn / 2)
  }
  return sn === 0 && isSame(fr, first) && isSame(sr, second)
}

/** The largest power of two below `n`. */
const split = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1)

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n))

const isSame = (one: Hash, other: Hash): boolean => Buffer.compare(one, other) === 0
