import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { withClient, type Client } from './connect.ts'
import { namesOf, probe } from './names.ts'
import type { Place } from './provision.ts'

/** Two rows of one table that differ in nothing but whose they are. */
export type Canaries = Readonly<{
  operator: Client
  table: string
  own: string
  other: string
  /** What both embed; undefined in a table without vectors. */
  vector: readonly number[] | undefined
}>

/** Plants a canary of the tenant and one of another, and removes both whatever happens. */
export async function withCanaries<T>(place: Place, use: (planted: Canaries) => Promise<T>): Promise<T> {
  const { schema, table: name, tenant } = namesOf(place.tenant, place.mode, place.layer)
  const table = `${pg.escapeIdentifier(schema)}.${name}`
  const [own, other] = [randomUUID(), randomUUID()]
  // Another direction each time: an index keeps what was removed until it is vacuumed, and that must not crowd these out.
  const vector = place.layer === 'vector' ? randomVector() : undefined
  return withClient(place, async (operator) => {
    await sweep(operator, table, [tenant, probe.tenant])
    for (const [owner, id] of [
      [tenant, own],
      [probe.tenant, other],
    ])
      await operator.query(...insertProbe(table, { tenant: owner, id, vector }))
    try {
      return await use({ operator, table, own, other, vector })
    } finally {
      await operator.query(`delete from ${table} where id = any($1) and title = $2`, [
        [own, other],
        probe.title,
      ])
    }
  })
}

type Row = Readonly<{
  tenant: string | undefined
  id?: string | undefined
  vector: readonly number[] | undefined
}>

/** A row as every canary is: of a tenant, with the title of a probe, and a vector where there are vectors. */
export const insertProbe = (
  table: string,
  { tenant, id = randomUUID(), vector }: Row,
): [text: string, values: unknown[]] =>
  vector === undefined
    ? [`insert into ${table} (tenant_id, id, title) values ($1, $2, $3)`, [tenant, id, probe.title]]
    : [
        `insert into ${table} (tenant_id, id, title, embedding) values ($1, $2, $3, $4::real[])`,
        [tenant, id, probe.title, vector],
      ]

const randomVector = (): readonly number[] => Array.from({ length: 1536 }, () => Math.random() * 2 - 1)

/** What a verification that was killed an hour ago or earlier left behind. */
async function sweep(operator: Client, table: string, tenants: readonly string[]): Promise<void> {
  await operator.query(
    `delete from ${table} where title = $1 and tenant_id = any($2) and created_at < now() - interval '1 hour'`,
    [probe.title, tenants],
  )
}
