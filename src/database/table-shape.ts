import type { Client } from './connect.ts'
import type { Names } from './names.ts'

/** How one table is made, in the words of PostgreSQL; names in it that are of its own schema stand without that. */
export type TableShape = Readonly<{
  name: string
  columns: readonly Column[]
  /** Foreign keys last: they need every table. */
  constraints: readonly Readonly<{ name: string; kind: string; definition: string }>[]
  /** `create index …`, of those that no constraint brings. */
  indexes: readonly string[]
  policies: readonly Policy[]
  security: Readonly<{ enabled: boolean; forced: boolean }>
}>

export type Column = Readonly<{
  name: string
  type: string
  notNull: boolean
  default: string | null
  collation: string | null
  /** Worked out by the database from other columns. */
  generated: boolean
  /** '' = none, 'a' = always, 'd' = by default. */
  identity: '' | 'a' | 'd'
}>

export type Policy = Readonly<{
  name: string
  permissive: boolean
  command: string
  roles: readonly string[]
  using: string | null
  check: string | null
}>

export type Sequence = Readonly<{ name: string; type: string; options: string; last: string | null }>

/** What may be done to a table or a sequence by the tenant's role, and whether that owns it. */
type Rights = Readonly<{ name: string; privileges: readonly string[]; owns: boolean }>

/** All that a schema holds. `others` are the things that rows do not make: for whoever made them to make again. */
export type SchemaShape = Readonly<{
  tables: readonly TableShape[]
  sequences: readonly Sequence[]
  rights: readonly Rights[]
  others: readonly string[]
}>

/** Names come without their schema only inside a transaction that has it as its search path: see `inWords`. */
export async function loadShape(client: Client, { schema, role }: Names): Promise<SchemaShape> {
  const rows = async <T extends object>(text: string, ...more: readonly string[]): Promise<T[]> =>
    (await client.query<T>(text, [schema, ...more])).rows
  return {
    tables: await rows<TableShape>(tables),
    sequences: await rows<Sequence>(sequences),
    rights: await rows<Rights>(rights, role),
    others: (await rows<{ says: string }>(others, `landlord_suspended_%`)).map(({ says }) => says),
  }
}

/** The search path and the words of values, the same on every server, until the transaction ends. */
export async function inWords(client: Client, { schema }: Pick<Names, 'schema'>): Promise<void> {
  const settings = {
    ...{ search_path: `"${schema.replaceAll('"', '""')}"`, timezone: 'UTC', datestyle: 'ISO, YMD' },
    ...{ intervalstyle: 'postgres', bytea_output: 'hex', extra_float_digits: '1', xmloption: 'content' },
  }
  for (const [name, value] of Object.entries(settings))
    await client.query('select set_config($1, $2, true)', [name, value])
}

const ofSchema = `from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1`

const tables = `
  select c.relname as name,
    json_build_object('enabled', c.relrowsecurity, 'forced', c.relforcerowsecurity) as security,
    coalesce((select json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
        'default', pg_get_expr(d.adbin, d.adrelid), 'generated', a.attgenerated <> '', 'identity', a.attidentity,
        'collation', (select format('%I.%I', cn.nspname, co.collname) from pg_collation co
          join pg_namespace cn on cn.oid = co.collnamespace where co.oid = a.attcollation and a.attcollation <> t.typcollation)
      ) order by a.attnum)
      from pg_attribute a join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
    coalesce((select json_agg(json_build_object('name', k.conname, 'kind', k.contype, 'definition', pg_get_constraintdef(k.oid, true))
        order by k.contype = 'f', k.conname)
      from pg_constraint k where k.conrelid = c.oid and k.contype in ('p', 'u', 'c', 'f', 'x')), '[]') as constraints,
    coalesce((select json_agg(pg_get_indexdef(i.indexrelid, 0, true) order by i.indexrelid)
      from pg_index i where i.indrelid = c.oid
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))), '[]') as indexes,
    coalesce((select json_agg(json_build_object('name', p.policyname, 'permissive', p.permissive = 'PERMISSIVE', 'command', p.cmd,
        'roles', p.roles, 'using', p.qual, 'check', p.with_check) order by p.policyname)
      from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname), '[]') as policies
  ${ofSchema} and c.relkind in ('r', 'p') and not c.relispartition
  order by c.relname collate "C"`

/** But for those that an identity column brings along. */
const sequences = `
  select s.sequencename as name, s.data_type::text as type, s.last_value::text as last,
    format('increment by %s minvalue %s maxvalue %s start with %s cache %s %s', s.increment_by, s.min_value, s.max_value,
      s.start_value, s.cache_size, case when s.cycle then 'cycle' else 'no cycle' end) as options
  from pg_sequences s
  where s.schemaname = $1 and not exists (select from pg_depend d
    where d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass and d.deptype = 'i')
  order by s.sequencename collate "C"`

const rights = `
  select c.relname as name, r.oid = c.relowner as owns,
    coalesce((select json_agg(distinct grants.privilege_type::text) from aclexplode(c.relacl) grants
      where grants.grantee = r.oid), '[]') as privileges
  from pg_class c join pg_namespace n on n.oid = c.relnamespace, pg_roles r
  where n.nspname = $1 and c.relkind in ('r', 'p', 'S') and r.rolname = $2
  order by c.relname collate "C"`

const others = `
  select kinds.word || ' ' || c.relname as says ${ofSchema.replace(
    'where',
    `join (values ('v', 'view'), ('m', 'materialised view'), ('f', 'foreign table'), ('c', 'type'), ('p', 'partitioned table'))
      kinds (kind, word) on kinds.kind = c.relkind::text where`,
  )} and not c.relispartition
  union all
  select 'inheriting table ' || c.relname ${ofSchema} and not c.relispartition
    and exists (select from pg_inherits i where i.inhrelid = c.oid) and c.relkind = 'r'
  union all
  select 'function ' || p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname = $1
  union all
  select 'type ' || t.typname from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where n.nspname = $1 and t.typtype in ('d', 'e', 'r')
  union all
  select format('trigger %s on %s', t.tgname, c.relname) from pg_trigger t join pg_class c on c.oid = t.tgrelid
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and not t.tgisinternal and t.tgname not like $2
  union all
  select format('rule %s on %s', r.rulename, c.relname) from pg_rewrite r join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and c.relkind = 'r'
  order by says`
