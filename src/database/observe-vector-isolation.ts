import pg from 'pg'
import type { Attempt, IsolationSeen } from '../verification/tenant-isolation.ts'
import { tryTo } from './attempt.ts'
import { insertProbe, withCanaries } from './canaries.ts'
import { withClient, type Login } from './connect.ts'
import { namesOf, probe } from './names.ts'
import { observeStructure, type Place } from './provision.ts'

/** Two canaries with the very same vector: a search as the tenant must find its own, and never the other. */
export async function observeVectorIsolation(login: Login, place: Place): Promise<IsolationSeen> {
  const structure = await observeStructure(place)
  const { tenant, schema } = namesOf(place.tenant, place.mode, place.layer)
  return withCanaries(place, ({ table, own, other, vector }) =>
    withClient(login, async (client) => {
      const find = (id: string): Promise<Attempt> =>
        tryTo(client, [
          `select from ${pg.escapeIdentifier(schema)}.nearest($2::real[], 1000) where id = $1`,
          [id, vector],
        ])
      const insert = (as: string): Promise<Attempt> =>
        tryTo(client, insertProbe(table, { tenant: as, vector }))
      return {
        attempts: [
          { name: 'foreign-vectors', control: await find(own), attempt: await find(other) },
          { name: 'spoofed-vector', control: await insert(tenant), attempt: await insert(probe.tenant) },
        ],
        structure,
      }
    }),
  )
}
