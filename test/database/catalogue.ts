import { join } from 'node:path'
import { withClient } from '../../src/database/connect.ts'
import { applyDown, applyUp } from '../../src/database/provision.ts'
import { modulesFolder } from '../../src/database/steps.ts'
import type { IsolationMode } from '../../src/tenant/tenant.ts'

/** The SQL that ships with Landlord. */
export const sqlOf = (): string => join(import.meta.dirname, '../..', modulesFolder)

/** Everything a tenant could leave behind in a database, as text that can be compared. */
export async function catalogue(url: string): Promise<readonly string[]> {
  return withClient({ url }, async (client) => {
    const found = await client.query<{ line: string }>(`
      select 'role ' || rolname as line from pg_roles where rolname like 'tenant%'
      union all select 'schema ' || nspname || ' ' || coalesce(nspacl::text, '') from pg_namespace where nspname !~ '^pg_'
      union all select 'table ' || oid::regclass || ' ' || coalesce(relacl::text, '') from pg_class
        where relnamespace::regnamespace::text !~ '^(pg_|information_schema)' and relkind = 'r'
      union all select 'policy ' || schemaname || '.' || policyname || ' ' || roles::text || ' ' || qual from pg_policies
      union all select 'database ' || datname || ' ' || coalesce(datacl::text, '') from pg_database where datname = current_database()
      union all select 'setting ' || setrole::text || ' ' || setconfig::text from pg_db_role_setting
      order by line`)
    return found.rows.map((row) => row.line)
  })
}

/** What every tenant stands on stays behind for good: made before anything is compared. */
export async function layGround(url: string, mode: IsolationMode): Promise<void> {
  const at = { url, tenant: 'ground-work', mode, sql: sqlOf() }
  await applyUp({ ...at, layer: 'database' })
  await applyUp({ ...at, layer: 'vector' })
  await applyDown({ ...at, layer: 'vector' })
  await applyDown({ ...at, layer: 'database' })
}
