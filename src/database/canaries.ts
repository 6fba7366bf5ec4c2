import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { withClient, type Client } from './connect.ts'
import { namesOf, probe, type Layer } from './names.ts'
import type { Place } from './provision.ts'

/** Two rows of one table that differ in nothing but whose they are. */
export type Canaries = Readonly<{ operator: Client; table: string; own: string; other: string }>

/** Plants a canary of the tenant and one of another, and removes both whatever happens. */
export async function withCanaries<T>(place: Place, use: (planted: Canaries) => Promise<T>): Promise<T> {
  const { schema, table: name, tenant } = namesOf(place.tenant, place.mode, place.layer)
  const table = `${pg.escapeIdentifier(schema)}.${name}`
  const [own, other] = [randomUUID(), randomUUID()]
  return withClient(place, async (operator) => {
    await sweep(operator, table, [tenant, probe.tenant])
    for (const [owner, id] of [
      [tenant, own],
      [probe.tenant, other],
    ])
      await operator.query(...insertProbe(table, place.layer, owner, id))
    try {
      return await use({ operator, table, own, other })
    } finally {
      await operator.query(`delete from ${table} where id = any($1) and title = $2`, [
        [own, other],
        probe.title,
      ])
    }
  })
}

/** A row as every canary is: of a tenant, with the title of a probe, and where there are vectors, all ones. */
export function insertProbe(
  table: string,
  layer: Layer | undefined,
  tenant: string | undefined,
  id: string = randomUUID(),
): [text: string, values: unknown[]] {
  const vector = layer === 'vector'
  return [
    `insert into ${table} (tenant_id, id, title${vector ? ', embedding' : ''})
     values ($1, $2, $3${vector ? `, ${ones}` : ''})`,
    [tenant, id, probe.title],
  ]
}

/** The vector of every canary, as SQL: the nearest one to itself, whoever's it is. */
export const ones = "array_fill(1::real, '{1536}')"

/** What a verification that was killed an hour ago or earlier left behind. */
async function sweep(operator: Client, table: string, tenants: readonly string[]): Promise<void> {
  await operator.query(
    `delete from ${table} where title = $1 and tenant_id = any($2) and created_at < now() - interval '1 hour'`,
    [probe.title, tenants],
  )
}
