import { createPrivateKey, hkdfSync, type KeyObject } from 'node:crypto'

/**
 * The Ed25519 key that signs checkpoints, made from the App's private key (HKDF-SHA-256, RFC 5869): every process of the
 * App has the same one, whoever has only the database has none, and there is no further secret to keep.
 */
export function deriveAuditKey(appPrivateKey: string): KeyObject {
  const der = createPrivateKey(appPrivateKey).export({ type: 'pkcs8', format: 'der' })
  const seed = Buffer.from(hkdfSync('sha256', der, '', 'landlord audit v1', 32))
  return createPrivateKey({ key: Buffer.concat([ed25519Prefix, seed]), format: 'der', type: 'pkcs8' })
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410, section 7). */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
