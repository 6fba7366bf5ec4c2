import pg from 'pg'
import { withClient, type Client } from './connect.ts'
import { namesOf } from './names.ts'
import type { Place } from './provision.ts'

/** Refuses every write of the tenant's role to its tables, whatever it is granted; reading goes on. */
export async function refuseWrites(layers: readonly Omit<Place, 'sql'>[]): Promise<void> {
  await onTables(layers, async (client, { trigger, table, role }) => {
    await client.query(`drop trigger if exists ${trigger} on ${table}`)
    await client.query(
      `create trigger ${trigger} before insert or update or delete or truncate on ${table}
       for each statement execute function landlord.refuse_writes(${pg.escapeLiteral(role)})`,
    )
  })
}

/** Takes that back; where nothing was refused nothing happens. */
export async function allowWrites(layers: readonly Omit<Place, 'sql'>[]): Promise<void> {
  await onTables(layers, (client, { trigger, table }) =>
    client.query(`drop trigger if exists ${trigger} on ${table}`),
  )
}

/** How the tenant's role is held back. */
export type RoleSeen = Readonly<{ canLogin: boolean; sessions: number; writesRefused: boolean }>

export async function observeRole(layers: readonly Omit<Place, 'sql'>[]): Promise<RoleSeen> {
  const [first] = layers
  if (first === undefined) throw new Error('A tenant has at least one layer.')
  const { role } = namesOf(first.tenant, first.mode)
  return withClient(first, async (client) => {
    const found = await client.query<{ canLogin: boolean; sessions: number }>(
      `select rolcanlogin as "canLogin",
              (select count(*)::int from pg_stat_activity where usename = rolname) as sessions
       from pg_roles where rolname = $1`,
      [role],
    )
    const triggers = await client.query<{ count: number }>(
      `select count(*)::int as count from pg_trigger where tgname = $1 and tgenabled in ('O', 'A')`,
      [triggerOf(role)],
    )
    const { canLogin = false, sessions = 0 } = found.rows[0] ?? {}
    return { canLogin, sessions, writesRefused: triggers.rows[0]?.count === layers.length }
  })
}

type Target = Readonly<{ trigger: string; table: string; role: string }>

/** A shared table has one trigger for each tenant that is suspended. */
const triggerOf = (role: string): string => `landlord_suspended_${role}`.slice(0, 63)

async function onTables(
  layers: readonly Omit<Place, 'sql'>[],
  act: (client: Client, target: Target) => Promise<unknown>,
): Promise<void> {
  const [first] = layers
  if (first === undefined) return
  await withClient(first, async (client) => {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('landlord platform'))")
    await client.query(refusing)
    for (const { tenant, mode, layer } of layers) {
      const { role, schema, table } = namesOf(tenant, mode, layer)
      const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`
      await act(client, { role, trigger: pg.escapeIdentifier(triggerOf(role)), table: name })
    }
    await client.query('commit')
  })
}

const refusing = `
  create or replace function landlord.refuse_writes() returns trigger language plpgsql as $$
  begin
    if current_user = tg_argv[0] then
      raise exception 'This tenant is suspended: it may read, and not write.' using errcode = 'read_only_sql_transaction';
    end if;
    return null;
  end $$`
