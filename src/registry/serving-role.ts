import pg from 'pg'
import { migrationLock } from './migrate.ts'
import { migrations } from './migrations.ts'

/** What only grows: whoever serves reads it and adds to it, and the database refuses anything else. */
export const onlyGrowing = [
  'audit',
  'audit_checkpoints',
  'audit_meanings',
  'decisions',
  'operation_history',
  'tombstones',
] as const

/** What the migrations made. */
const made = (kind: RegExp): readonly string[] =>
  migrations.flatMap(({ sql }) => [...sql.matchAll(kind)].map(([, name = '']) => name))

const tables = made(/create (?:unlogged )?table (\w+)/g)
const sequences = made(/create sequence (\w+)/g)
/** What is done with the owner's rights, for whoever serves. */
const definers = made(/revoke execute on function (\w+) from public/g)

/**
 * Gives a role what serving takes, and takes away the rest: done by the owner of an up-to-date registry, again after each
 * update. The queue's schema is the serving role's own: pg-boss changes its tables itself.
 */
export async function admitServing(owner: pg.ClientBase, role: string): Promise<void> {
  const name = pg.escapeIdentifier(role)
  await owner.query('begin')
  try {
    await owner.query('select pg_advisory_xact_lock($1)', [migrationLock])
    const changing = tables.filter((table) => !onlyGrowing.some((growing) => growing === table))
    await owner.query(`revoke all on migrations, ${tables.join(', ')} from ${name}`)
    await owner.query(`grant select on migrations to ${name}`)
    await owner.query(`grant select, insert on ${onlyGrowing.join(', ')} to ${name}`)
    await owner.query(`grant select, insert, update, delete on ${changing.join(', ')} to ${name}`)
    await owner.query(`grant usage on sequence ${sequences.join(', ')} to ${name}`)
    for (const definer of definers) await owner.query(`grant execute on function ${definer} to ${name}`)
    await owner.query(`create schema if not exists pgboss authorization ${name}`)
    for (const sql of await strangersIn(owner, role)) await owner.query(sql)
    await owner.query('commit')
  } catch (error) {
    await owner.query('rollback')
    throw error
  }
}

/** What of the queue somebody else made, as statements that hand it over; indexes and sequences follow their tables. */
async function strangersIn(owner: pg.ClientBase, role: string): Promise<readonly string[]> {
  const { rows } = await owner.query<{ sql: string }>(
    `with strange (rank, kind, thing) as (
       select 0, 'schema', 'pgboss' from pg_namespace where nspname = 'pgboss' and nspowner <> $1::regrole
       union all select 1, 'table', oid::regclass::text from pg_class
         where relnamespace = 'pgboss'::regnamespace and relkind in ('r', 'p') and relowner <> $1::regrole
       union all select 1, 'routine', oid::regprocedure::text from pg_proc
         where pronamespace = 'pgboss'::regnamespace and proowner <> $1::regrole
       union all select 1, 'type', oid::regtype::text from pg_type
         where typnamespace = 'pgboss'::regnamespace and typtype = 'e' and typowner <> $1::regrole)
     select format('alter %s %s owner to %s', kind, thing, $1::regrole) as sql from strange order by rank`,
    [pg.escapeIdentifier(role)],
  )
  return rows.map(({ sql }) => sql)
}

/** What a role may do to the audit chain beside reading it and adding to it; empty = the database itself refuses. */
export type AuditGuard = Readonly<{ role: string; mayAlso: readonly string[] }>

export async function observeGuard(pool: pg.Pool): Promise<AuditGuard> {
  const { rows } = await pool.query<{ role: string; also: string[] }>(
    `select current_user as role, array(
       select what || ' ' || guarded from unnest($1::text[]) as guarded, unnest($2::text[]) as what
       where case what when 'own' then
         pg_has_role((select relowner from pg_class where oid = guarded::regclass), 'member')
         else has_table_privilege(guarded, what) end) as also`,
    [onlyGrowing, ['update', 'delete', 'truncate', 'own']],
  )
  return { role: rows[0]?.role ?? '', mayAlso: rows[0]?.also ?? [] }
}
