import { createHash } from 'node:crypto'

/**
 * What stands in the chain for a person's name or their words: SHA-256 over a salt of 32 random bytes and the text. Text
 * and salt lie in a side table; once that row is erased nobody can tell whom the digest meant, nor find out by trying
 * every name, and the chain still verifies.
 */
export const saltedDigest = (salt: Uint8Array, text: string): string =>
  createHash('sha256').update(salt).update(text).digest('hex')

/** Where a digest stands in an entry's body. */
export type Veiled = Readonly<{ digest: string }>

export const isVeiled = (value: unknown): value is Veiled =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 1 &&
  'digest' in value &&
  typeof value.digest === 'string'
