import type { IsolationMode, TenantId } from '../tenant/tenant.ts'
import { sqlState, withClient, type Client } from './connect.ts'
import { namesOf, probe, type Names } from './names.ts'
import { loadSteps } from './steps.ts'

/** A tenant's place in the database; `sql` is the folder of the steps, `url` the operator's. */
export type Place = Readonly<{ url: string; tenant: TenantId; mode: IsolationMode; sql: string }>

/** What must hold of the objects in the database, and whether it does. */
export type Expectation = Readonly<{ expects: string; holds: boolean }>

/** Makes the tenant's objects, or mends them: as often as one likes, all of it or nothing. */
export async function applyUp(place: Place): Promise<void> {
  const steps = await loadSteps(place.sql, place.mode)
  await inTransaction(place, async (client) => {
    for (const step of steps) await client.query(step.up)
  })
}

/** Removes the tenant's objects and rows; nothing to remove is fine. */
export async function applyDown(place: Place): Promise<void> {
  const steps = await loadSteps(place.sql, place.mode)
  await inTransaction(place, async (client) => {
    for (const step of steps.toReversed()) if (step.down !== '') await client.query(step.down)
  })
}

/** Looks whether the objects are as `up` makes them; Terraform's plan cannot see them. */
export async function observeStructure(place: Place): Promise<readonly Expectation[]> {
  const steps = await loadSteps(place.sql, place.mode)
  return inTransaction(place, async (client) => {
    const found: Expectation[] = []
    for (const step of steps) found.push(...(await client.query<Expectation>(step.verify)).rows)
    return found
  })
}

/** What a tenant still has here: nothing at all once `down` has run. */
export type Leftovers = Readonly<{ role: boolean; schema: boolean; documents: number }>

/** Rows of a probe do not count as the tenant's documents. */
export async function observeLeftovers(place: Omit<Place, 'sql'>): Promise<Leftovers> {
  const names = namesOf(place.tenant, place.mode)
  return withClient(place, async (client) => {
    const found = await client.query<{ role: boolean; schema: boolean; table: string | null }>(
      `select exists (select from pg_roles where rolname = $1) as role,
              exists (select from pg_namespace where nspname = $2) and $2 <> 'pool' as schema,
              to_regclass(format('%I.documents', $2::text)) as table`,
      [names.role, names.schema],
    )
    const { role = false, schema = false, table = null } = found.rows[0] ?? {}
    if (table === null) return { role, schema, documents: 0 }
    // The name comes from to_regclass, which quotes it.
    const rows = await client.query<{ count: number }>(
      `select count(*)::int as count from ${table} where tenant_id = $1 and title <> $2`,
      [place.tenant, probe.title],
    )
    return { role, schema, documents: rows.rows[0]?.count ?? 0 }
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
        await setNames(client, namesOf(place.tenant, place.mode))
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

async function setNames(client: Client, names: Names): Promise<void> {
  await client.query(
    `select set_config('landlord.tenant', $1, true), set_config('landlord.role', $2, true),
            set_config('landlord.schema', $3, true), set_config('landlord.statement_timeout', $4, true)`,
    [names.tenant, names.role, names.schema, statementTimeout],
  )
}

/** The longest a tenant's statement may run. */
const statementTimeout = '30s'
