import { createHash, createPublicKey, sign, verify, type KeyObject } from 'node:crypto'
import { canonical, type Entry } from './entry.ts'
import { leafHash, rootOf } from './merkle.ts'

/** What the first `size` entries are, signed with Ed25519: whoever has it notices when one of them changes. */
export type Checkpoint = Readonly<{
  apiVersion: 'landlord/v1'
  /** `owner/repo`, so that one estate's checkpoint is none of another's. */
  estate: string
  size: number
  /** RFC 6962 root (hex) over the entries' hashes. */
  root: string
  /** ISO 8601. */
  at: string
  /** The public key, PEM. Believe only a key that you know from elsewhere. */
  publicKey: string
  /** Ed25519 (base64) over the canonical JSON of everything above. */
  signature: string
}>

/** The leaf of an entry is its hash: 32 bytes. */
export const leavesOf = (entries: readonly Pick<Entry, 'hash'>[]): readonly Uint8Array[] =>
  entries.map(({ hash }) => leafHash(Buffer.from(hash, 'hex')))

export const rootOfEntries = (entries: readonly Pick<Entry, 'hash'>[]): string =>
  Buffer.from(rootOf(leavesOf(entries))).toString('hex')

export function signCheckpoint(
  about: Pick<Checkpoint, 'estate' | 'size' | 'root' | 'at'>,
  privateKey: KeyObject,
): Checkpoint {
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const { estate, size, root, at } = about
  const unsigned = { apiVersion: 'landlord/v1', estate, size, root, at, publicKey } as const
  const signature = sign(null, Buffer.from(canonical(unsigned)), privateKey).toString('base64')
  return { ...unsigned, signature }
}

/** Whether its own key signed it; false for anything that is no key or no signature. */
export function isSigned({ signature, ...unsigned }: Checkpoint): boolean {
  try {
    const key = createPublicKey(unsigned.publicKey)
    return (
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, Buffer.from(canonical(unsigned)), key, Buffer.from(signature, 'base64'))
    )
  } catch {
    return false
  }
}

/** Short name of a public key: the first 16 hex digits of the SHA-256 of its DER. */
export const keyName = (publicKey: string): string =>
  createHash('sha256')
    .update(createPublicKey(publicKey).export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 16)
