import { beforeAll, describe, expect, test } from '@jest/globals'
import { withClient } from '../../src/database/connect.ts'
import { copyRows } from '../../src/database/copy-rows.ts'
import { countRows } from '../../src/database/export-rows.ts'
import type { Layer } from '../../src/database/names.ts'
import { applyUp, type Place } from '../../src/database/provision.ts'
import { digestTables } from '../../src/database/row-lines.ts'
import type { IsolationMode } from '../../src/tenant/tenant.ts'
import { freshDatabase } from '../embedded.ts'
import { sqlOf } from './catalogue.ts'

const told = (): void => undefined
const place = (url: string, tenant: string, mode: IsolationMode, layer: Layer = 'database'): Place => ({
  ...{ url, tenant, layer, mode, sql: sqlOf() },
})
const sql = (url: string, statement: string) => withClient({ url }, (client) => client.query(statement))

/** What PostgreSQL has of kinds of columns, and what nobody can type by accident. */
const awkward = `
  create sequence tenant_old_one.numbers start 100;
  create table tenant_old_one."Strange ""name"" -- it's" (
    tenant_id text not null default 'old-one' check (tenant_id = 'old-one'),
    id bigint generated always as identity primary key,
    parent bigint references tenant_old_one."Strange ""name"" -- it's" (id),
    number bigint not null default nextval('tenant_old_one.numbers'),
    "select" text collate "C" default 'old-one''s',
    exact numeric, rough float8, half real, raw bytea, flags bit varying(9), padded char(5), words text[], grid int[][],
    plain json, binary_json jsonb, at timestamptz, lasts interval, address inet, span int4range, truth boolean,
    doubled bigint generated always as (number * 2) stored,
    unique (number, "select"));
  create unique index "an index" on tenant_old_one."Strange ""name"" -- it's" (lower("select")) where truth;
  alter table tenant_old_one."Strange ""name"" -- it's" enable row level security;
  alter table tenant_old_one."Strange ""name"" -- it's" force row level security;
  create policy landlord_operator on tenant_old_one."Strange ""name"" -- it's" to current_user using (true) with check (true);
  create policy tenant_old_one on tenant_old_one."Strange ""name"" -- it's" to tenant_old_one
    using (tenant_id = 'old-one') with check (tenant_id = 'old-one');
  grant select, insert on tenant_old_one."Strange ""name"" -- it's" to tenant_old_one;
  grant usage on sequence tenant_old_one.numbers to tenant_old_one;
  insert into tenant_old_one."Strange ""name"" -- it's"
    ("select", exact, rough, half, raw, flags, padded, words, grid, plain, binary_json, at, lasts, address, span, truth)
  values
    (E'\\\\ \\n "quoted" \\u2028 = ~', 1.10, 0.1, 'NaN', '\\x00ff', '101', 'ab', array['a', null, 'null', '"'], '{{1,2},{3,4}}',
      '{"b": 1,  "a": 1.0, "a": null}', '{"n": 1.0}', '2026-03-29 01:30:00.123456+00', '1 mon -3 days', '::1/64', '[1,5)', true),
    (null, 'NaN', 'Infinity', 1e-40, null, null, null, null, null, 'null', 'null', 'infinity', null, null, 'empty', null);
  update tenant_old_one."Strange ""name"" -- it's" set parent = 2;
  create table tenant_old_one.leases (tenant_id int primary key, letter bigint references tenant_old_one."Strange ""name"" -- it's" (id));
  insert into tenant_old_one.leases values (7, 2), (8, null);
  insert into tenant_old_one.documents (title, body) select 't' || n, repeat('é', n) from generate_series(1, 450) n;
  insert into tenant_old_one.documents (title) values ('landlord probe');`

describe('from one server to another', () => {
  let [here, there] = ['', '']
  const from = (): Place => place(here, 'old-one', 'bridge')
  const to = (): Place => place(there, 'new-one', 'bridge')
  beforeAll(async () => {
    here = await freshDatabase()
    there = await freshDatabase()
    await applyUp(from())
    await applyUp(to())
    await sql(here, awkward)
  })

  test('every table comes with every value as it was, as often as one likes', async () => {
    await copyRows(from(), to(), told)
    const was = await digestTables(from())
    expect(was.map(({ table, rows }) => [table, rows])).toEqual([
      [`Strange "name" -- it's`, 2],
      ['documents', 450],
      ['leases', 2],
    ])
    expect(await digestTables(to())).toEqual(was)
    await sql(here, `update tenant_old_one.documents set body = 'later' where title = 't7'`)
    await sql(here, `delete from tenant_old_one.documents where title = 't8'`)
    await copyRows(from(), to(), told)
    expect(await digestTables(to())).toEqual(await digestTables(from()))
  })

  test('what a row obeys comes too: keys, indexes, who may see it, where numbers go on', async () => {
    const made = async (url: string, name: string, id: string) => {
      const { rows } = await sql(
        url,
        `select pg_get_constraintdef(oid) as what from pg_constraint where connamespace = '${name}'::regnamespace and contype <> 'n'
         union all select indexdef from pg_indexes where schemaname = '${name}'
         union all select concat(policyname, roles, qual, with_check) from pg_policies where schemaname = '${name}'
         union all select concat(relname, relrowsecurity, relforcerowsecurity, relkind) from pg_class where relnamespace = '${name}'::regnamespace
         union all select concat(c.relname, g.privilege_type) from pg_class c, aclexplode(c.relacl) g
           where relnamespace = '${name}'::regnamespace and g.grantee = '${name}'::regrole
         union all select concat(column_name, column_default, is_identity, data_type) from information_schema.columns where table_schema = '${name}'
         union all select concat(sequencename, last_value) from pg_sequences where schemaname = '${name}'`,
      )
      return (rows as { what: string }[])
        .map(({ what }) => what.replaceAll(name, 'NAME').replaceAll(`'${id}'`, `'ID'`))
        .toSorted()
    }
    const was = await made(here, 'tenant_old_one', 'old-one')
    expect(was.length).toBeGreaterThan(60)
    expect(await made(there, 'tenant_new_one', 'new-one')).toEqual(was)
  })

  test('the new tenant sees its rows as its own role, and writes the next one', async () => {
    await withClient({ url: there }, async (client) => {
      await client.query('set role tenant_new_one')
      const seen = await client.query(
        `select distinct tenant_id from tenant_new_one."Strange ""name"" -- it's"`,
      )
      expect(seen.rows).toEqual([{ tenant_id: 'new-one' }])
      const next = await client.query(
        `insert into tenant_new_one."Strange ""name"" -- it's" ("select") values ('x') returning id, number`,
      )
      expect(next.rows).toEqual([{ id: '3', number: '102' }])
    })
  })

  test('one value that differs, or one row, is another digest', async () => {
    await copyRows(from(), to(), told)
    const digestOf = async (table: string) => (await digestTables(to())).find((one) => one.table === table)
    const before = await digestOf('leases')
    await sql(there, 'update tenant_new_one.leases set letter = 1 where tenant_id = 7')
    expect(await digestOf('leases')).toEqual({
      ...before,
      sha256: expect.not.stringContaining(before?.sha256 ?? ''),
    })
  })

  test('what rows do not make is named, and nothing is written', async () => {
    await sql(
      here,
      `create view tenant_old_one.seen as select 1 as one;
       create function tenant_old_one.one() returns int language sql as 'select 1';
       create table tenant_old_one.late (n int); insert into tenant_old_one.late values (1);`,
    )
    const before = await digestTables(to())
    await expect(copyRows(from(), to(), told)).rejects.toThrow(/"function tenant_old_one.one\(\)|"view seen"/)
    expect(await digestTables(to())).toEqual(before)
    await sql(
      there,
      `create view tenant_new_one.seen as select 1 as one;
      create function tenant_new_one.one() returns int language sql as 'select 1';`,
    )
    await copyRows(from(), to(), told)
    expect(await digestTables(to())).toEqual(await digestTables(from()))
  })

  test('a table with other columns, and one tied to another schema, are named', async () => {
    await sql(there, 'alter table tenant_new_one.late add column more int')
    await expect(copyRows(from(), to(), told)).rejects.toThrow('other columns in the new tenant: "late"')
    await sql(there, 'alter table tenant_new_one.late drop column more')
    await applyUp(place(here, 'old-one', 'bridge', 'vector'))
    await sql(
      here,
      'create table tenant_old_one.tied (n int check (n < (vectors_old_one.nearest(null, 1)).distance))',
    ).catch(() => sql(here, `create table tenant_old_one.tied (e vectors_old_one.embeddings)`))
    await expect(copyRows(from(), to(), told)).rejects.toThrow('tied to something outside')
    await sql(here, 'drop table tenant_old_one.tied')
  })
})

describe.each([
  ['bridge', 'pool'],
  ['pool', 'bridge'],
] as const)('from %s to %s on one server', (before, after) => {
  let url = ''
  beforeAll(async () => (url = await freshDatabase()))
  test.each(['database', 'vector'] as const)('layer %s: its own rows and nobody else’s', async (layer) => {
    const [from, to] = [place(url, 'old-one', before, layer), place(url, 'new-one', after, layer)]
    const others = [place(url, 'other-one', before, layer), place(url, 'third-one', after, layer)]
    for (const one of [from, to, ...others]) {
      await applyUp(one)
    }
    const schemaOf = {
      database: { pool: 'pool', bridge: 'tenant_' },
      vector: { pool: 'pool_vectors', bridge: 'vectors_' },
    }
    const tableOf = ({ tenant, mode }: Place) =>
      mode === 'pool' ? schemaOf[layer].pool : `${schemaOf[layer].bridge}${tenant.replace('-', '_')}`
    const table = layer === 'database' ? 'documents' : 'embeddings'
    const [also, values] =
      layer === 'database' ? ['', ''] : [', embedding', ', array_fill(0.1::real, array[1536])']
    for (const one of [from, ...others])
      await sql(
        url,
        `insert into ${tableOf(one)}.${table} (tenant_id, title${also}) select '${one.tenant}', 'of ${one.tenant}'${values} from generate_series(1, 3)`,
      )
    const untouched = await Promise.all(others.map(digestTables))
    await copyRows(from, to, told)
    await copyRows(from, to, told)
    expect(await digestTables(to)).toEqual(await digestTables(from))
    expect((await digestTables(to)).map(({ rows }) => rows)).toEqual([3])
    expect(await Promise.all(others.map(digestTables))).toEqual(untouched)
  })
})

test('an operator who is no superuser, as the guide has it, copies as well, and is refused where a row would be hidden', async () => {
  const admin = await freshDatabase()
  const [role, database] = [`operator_${Date.now()}`, `owned_${Date.now()}`]
  await sql(admin, `create role ${role} login createrole password 'p'`)
  await sql(admin, `create database ${database} owner ${role}`)
  const url = Object.assign(new URL(admin), {
    pathname: `/${database}`,
    username: role,
    password: 'p',
  }).toString()
  const [from, to] = [place(url, 'op-old', 'bridge'), place(url, 'op-new', 'pool')]
  await applyUp(from)
  await applyUp(to)
  await sql(url, `insert into tenant_op_old.documents (title) values ('one'), ('two')`)
  await copyRows(from, to, told)
  expect((await digestTables(to)).map(({ rows }) => rows)).toEqual([2])
  expect(await countRows(from)).toEqual({ 'database-1.jsonl': 2 })
  await sql(url, 'drop policy landlord_operator on tenant_op_old.documents')
  await expect(copyRows(from, to, told)).rejects.toThrow(/Row-level security/)
  await expect(digestTables(from)).rejects.toThrow(/Row-level security/)
  await expect(countRows(from)).rejects.toThrow(/Row-level security/)
})
