import { randomBytes, randomUUID } from 'node:crypto'
import { decodeJwt, SignJWT } from 'jose'
import { ours } from './names.ts'
import type { Qdrant } from './qdrant-calls.ts'
import { granted, type KeyAccess, type Keys } from './store.ts'

/**
 * A tenant's keys are tokens that Qdrant checks itself (JWT, HS256 with the operator's key; its setting jwt_rbac). Each
 * opens one collection, and is valid only while its id stands in the collection of keys, so that it can be taken back.
 */
export function qdrantKeys(qdrant: Qdrant, own: string): Keys {
  const of = { must: [{ key: 'namespace', match: { value: own } }] }
  const revoke = async (): Promise<void> => {
    if (await qdrant.exists(ours.keys)) granted(await qdrant.remove(ours.keys, { filter: of }, qdrant.key))
  }
  return {
    revoke,
    mint: async (access, until) => {
      await revoke()
      const id = randomUUID()
      const payload = { namespace: own, key: id, access }
      granted(await qdrant.upsert(ours.keys, [{ id, vector: [1], payload }], qdrant.key))
      return sign(qdrant.key, claimsOf(own, id, access), until)
    },
    works: async (key, access) =>
      accessOf(key, own) === access &&
      (await qdrant.query(own, { query: zeroed, limit: 1 }, key)).said === 'yes',
    observe: async () => {
      if (!(await qdrant.exists(ours.keys))) return 'nothing'
      const { points } = await qdrant.scroll(ours.keys, { filter: of, limit: 10, with_payload: true })
      const all = points.map(({ payload }) => payload?.access)
      return all.includes('write') ? 'write' : all.includes('read') ? 'read' : 'nothing'
    },
    forge: () => sign(randomBytes(24).toString('base64url'), claimsOf(own, randomUUID(), 'write')),
  }
}

const letters = { read: 'r', write: 'rw' } as const

const claimsOf = (own: string, id: string, access: KeyAccess) => ({
  sub: own,
  access: [{ collection: own, access: letters[access] }],
  value_exists: {
    collection: ours.keys,
    matches: [
      { key: 'namespace', value: own },
      { key: 'key', value: id },
    ],
  },
})

async function sign(secret: string, claims: ReturnType<typeof claimsOf>, until?: Date): Promise<string> {
  const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
  if (until !== undefined) token.setExpirationTime(until)
  return token.sign(new TextEncoder().encode(secret))
}

/** What a key says of itself; whether that is true is for Qdrant to say. */
function accessOf(key: string, own: string): KeyAccess | undefined {
  try {
    const [only, ...more] = (decodeJwt(key) as Partial<ReturnType<typeof claimsOf>>).access ?? []
    if (only?.collection !== own || more.length > 0) return undefined
    return only.access === letters.write ? 'write' : 'read'
  } catch {
    return undefined
  }
}

const zeroed: readonly number[] = Array.from({ length: 1536 }, (_, at) => (at === 0 ? 1 : 0))
