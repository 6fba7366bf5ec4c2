import type { IsolationMode, TenantId } from '../tenant/tenant.ts'
import { sqlState, withClient, type Client } from './connect.ts'
import { demoDocuments } from './demo-documents.ts'
import { namesOf, probe, type Layer } from './names.ts'
import { loadSteps } from './steps.ts'

/** A tenant's place in one layer of the database; `sql` is the folder of the modules, `url` the operator's. */
export type Place = Readonly<{
  url: string
  tenant: TenantId
  /** Default: database. */
  layer?: Layer
  mode: IsolationMode
  sql: string
}>

/** What must hold of the objects in the database, and whether it does. */
export type Expectation = Readonly<{ expects: string; holds: boolean }>

/** Makes the tenant's objects, or mends them: as often as one likes, all of it or nothing. */
export async function applyUp(place: Place): Promise<void> {
  const steps = await loadSteps(place.sql, place.mode, place.layer)
  await inTransaction(place, async (client) => {
    for (const step of steps) await client.query(step.up)
  })
}

/** Removes the tenant's objects and rows; nothing to remove is fine. */
export async function applyDown(place: Place): Promise<void> {
  const steps = await loadSteps(place.sql, place.mode, place.layer)
  await inTransaction(place, async (client) => {
    for (const step of steps.toReversed()) if (step.down !== '') await client.query(step.down)
  })
}

/** Looks whether the objects are as `up` makes them; Terraform's plan cannot see them. */
export async function observeStructure(place: Place): Promise<readonly Expectation[]> {
  const steps = await loadSteps(place.sql, place.mode, place.layer)
  return inTransaction(place, async (client) => {
    const found: Expectation[] = []
    for (const step of steps) found.push(...(await client.query<Expectation>(step.verify)).rows)
    return found
  })
}

/** What a tenant still has in one layer: nothing at all once `down` has run. `rows`: its documents, or its vectors. */
export type Leftovers = Readonly<{ role: boolean; schema: boolean; rows: number }>

/** What Landlord itself wrote, probes and demo documents, does not count as the tenant's. */
export async function observeLeftovers(place: Omit<Place, 'sql'>): Promise<Leftovers> {
  const names = namesOf(place.tenant, place.mode, place.layer)
  return withClient(place, async (client) => {
    const found = await client.query<{ role: boolean; schema: boolean; table: string | null }>(
      `select exists (select from pg_roles where rolname = $1) as role,
              exists (select from pg_namespace where nspname = $2) as schema,
              to_regclass(format('%I.%I', $2::text, $3::text)) as table`,
      [names.role, names.schema, names.table],
    )
    const { role = false, schema: there = false, table = null } = found.rows[0] ?? {}
    // A pool's schema is everybody's and stays.
    const schema = there && place.mode !== 'pool'
    if (table === null) return { role, schema, rows: 0 }
    // The name comes from to_regclass, which quotes it.
    const rows = await client.query<{ count: number }>(
      `select count(*)::int as count from ${table} where tenant_id = $1 and title <> $2 and id <> all($3)`,
      [place.tenant, probe.title, demoDocuments.map(({ id }) => id)],
    )
    return { role, schema, rows: rows.rows[0]?.count ?? 0 }
  })
}

/**
 * One transaction under one lock for the whole platform: the steps make shared objects too, whose `if not
 * exists` races between sessions. A tenant takes about 20 ms, so waiting is cheap.
 */
async function inTransaction<T>(place: Place, work: (client: Client) => Promise<T>): Promise<T> {
  return withClient(place, async (client) => {
    for (let attempt = 1; ; attempt++) {
      try {
        await client.query('begin')
        await client.query("select pg_advisory_xact_lock(hashtext('landlord platform'))")
        await setNames(client, place)
        const result = await work(client)
        await client.query('commit')
        return result
      } catch (error) {
        await client.query('rollback').catch(() => undefined)
        if (attempt >= 3 || !passing.includes(sqlState(error) ?? '')) throw error
      }
    }
  })
}

/** Serialisation failure, deadlock, and "tuple concurrently updated": the next try may do. */
const passing = ['40001', '40P01', 'XX000']

async function setNames(client: Client, { tenant, mode, layer }: Place): Promise<void> {
  const names = namesOf(tenant, mode, layer)
  const settings = {
    tenant,
    role: names.role,
    schema: names.schema,
    table: names.table,
    isolation: mode,
    statement_timeout: statementTimeout,
  }
  for (const [name, value] of Object.entries(settings))
    await client.query('select set_config($1, $2, true)', [`landlord.${name}`, value])
}

/** The longest a tenant's statement may run. */
const statementTimeout = '30s'
