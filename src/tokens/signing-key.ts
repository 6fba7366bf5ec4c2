import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { PublicKey } from '../provisioning/configuration.ts'

/** A tenant's key for signing tokens, as a JWK with its private part. It is in the tenant's secret and nowhere else. */
export type SigningKey = PublicKey & Readonly<{ d: string }>

export async function mintSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  const { kty = '', crv = '', x = '', y = '', d = '' } = await exportJWK(privateKey)
  const kid = await calculateJwkThumbprint({ kty, crv, x, y })
  return { kty, crv, x, y, kid, alg: 'ES256', use: 'sig', d }
}

/** What may be published. */
export const publicOf = ({ kty, crv, x, y, kid, alg, use }: SigningKey): PublicKey => ({
  kty,
  crv,
  x,
  y,
  kid,
  alg,
  use,
})

/** What a secret holds, if it is such a key. */
export function parseSigningKey(value: unknown): SigningKey | undefined {
  const key = (value ?? {}) as Partial<SigningKey>
  const parts = [key.x, key.y, key.d, key.kid]
  const whole = key.kty === 'EC' && key.crv === 'P-256' && parts.every((part) => typeof part === 'string')
  return whole ? (key as SigningKey) : undefined
}
