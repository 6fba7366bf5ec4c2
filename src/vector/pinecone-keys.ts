import { randomBytes } from 'node:crypto'
import { dimensions } from '../verification/vector-probe.ts'
import { openIndex } from './pinecone-calls.ts'
import type { Role } from './pinecone-admin.ts'
import { isTenants, keyNames, type Places } from './pinecone-place.ts'
import { unnamed } from './pinecone-records.ts'
import type { KeyAccess, Keys } from './store.ts'
import { until } from './until.ts'

/**
 * The tenant's one API key of its project; its role reaches vectors and neither indexes nor projects. Pinecone's keys end
 * by no date of their own: one that was lent says in its name until when, and is swept once the tenant is made again.
 */
export function pineconeKeys(places: Places, own: string): Keys {
  const { admin, patienceMs } = places
  const listed = async () => {
    const [project] = await places.find(own)
    return project === undefined ? [] : (await admin.keys(project.id)).filter(isTenants)
  }
  const revoke = async (): Promise<void> => {
    for (const { id } of await listed()) await admin.deleteKey(id)
    await until('a key was not taken back', patienceMs, async () => (await listed()).length === 0)
  }
  const observe = async () => {
    const held = (await listed()).flatMap((key) => key.roles)
    // Whatever else a key may be, it may write.
    if (held.some((role) => role !== roles.read)) return 'write'
    return held.length > 0 ? 'read' : 'nothing'
  }
  const opens = async (key: string): Promise<boolean> => {
    const address = await places.addressOf(own)
    return address !== undefined && (await openIndex(address, key).query(unnamed, unit, 1)).said !== 'no'
  }
  return {
    ...{ revoke, observe },
    mint: async (access, end) => {
      await revoke()
      const name = end === undefined ? keyNames.tenant : `${keyNames.tenant} ${end.toISOString()}`
      const { value } = await admin.createKey(await places.idOf(own), name, roles[access])
      await until('a new key was not taken', patienceMs, () => opens(value))
      return value
    },
    // It is the one that is listed, if it opens this project at all.
    works: async (key, access) => (await observe()) === access && (await opens(key)),
    forge: () => Promise.resolve(`pckey_${random(6)}_${random(48)}`),
  }
}

const roles = { read: 'DataPlaneViewer', write: 'DataPlaneEditor' } as const satisfies Record<KeyAccess, Role>

const random = (bytes: number): string => randomBytes(bytes).toString('hex')

const unit: readonly number[] = Array.from({ length: dimensions }, (_, at) => (at === 0 ? 1 : 0))
