import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { namesOf } from '../../src/database/names.ts'
import { mintPassword, openLogin, scramVerifier } from '../../src/database/login.ts'
import {
  applyDown,
  applyUp,
  observeLeftovers,
  observeStructure,
  type Place,
} from '../../src/database/provision.ts'
import { parseStep } from '../../src/database/steps.ts'
import { withClient } from '../../src/database/connect.ts'
import type { IsolationMode } from '../../src/tenant/tenant.ts'
import { freshDatabase } from '../embedded.ts'
import { catalogue, sqlOf } from './catalogue.ts'

let url = ''
beforeAll(async () => {
  url = await freshDatabase()
  // What every tenant stands on stays, so it is made before anything is compared.
  await applyUp(place('groundwork', 'pool'))
  await applyDown(place('groundwork', 'pool'))
}, 60_000)

const place = (tenant: string, mode: IsolationMode): Place => ({ url, tenant, mode, sql: sqlOf() })
const asOperator = <T extends pg.QueryResultRow>(text: string): Promise<pg.QueryResult<T>> =>
  withClient({ url }, (client) => client.query<T>(text))
const broken = async (at: Place): Promise<readonly string[]> =>
  (await observeStructure(at)).filter((found) => !found.holds).map((found) => found.expects)

describe.each(['silo', 'bridge', 'pool'] as const)('a tenant in isolation mode %s', (mode) => {
  const here = (): Place => place(`made-${mode}`, mode)

  test('is there after up, twice over, and leaves nothing in the catalogue after down, twice over', async () => {
    const before = await catalogue(url)
    await applyUp(here())
    const once = await catalogue(url)
    await applyUp(here())
    expect(await catalogue(url)).toEqual(once)
    expect(once).not.toEqual(before)
    expect(await broken(here())).toEqual([])
    await applyDown(here())
    await applyDown(here())
    expect(await catalogue(url)).toEqual(before)
    expect(await observeLeftovers(here())).toEqual({ role: false, schema: false, rows: 0 })
  })

  test('down takes rows and open sessions along', async () => {
    await applyUp(here())
    const { role, schema } = namesOf(here().tenant, mode)
    const password = mintPassword()
    await openLogin({ url }, role, password)
    await withClient({ url, user: role, password }, async (tenant) => {
      await tenant.query(`insert into documents (tenant_id, title) values ('made-${mode}', 'kept')`)
      expect(await observeLeftovers(here())).toEqual({
        role: true,
        schema: schema !== 'pool',
        rows: 1,
      })
      await applyDown(here())
    })
    expect(await observeLeftovers(here())).toEqual({ role: false, schema: false, rows: 0 })
  })

  test.each([
    ['the policy is dropped', (schema: string, role: string) => `drop policy ${role} on ${schema}.documents`],
    [
      'the policy lets everything through',
      (schema: string, role: string) => `alter policy ${role} on ${schema}.documents using (true)`,
    ],
    [
      'row-level security is disabled',
      (schema: string) => `alter table ${schema}.documents disable row level security`,
    ],
    [
      'row-level security is no longer forced',
      (schema: string) => `alter table ${schema}.documents no force row level security`,
    ],
    [
      'a policy for everybody is added',
      (schema: string) => `create policy wide on ${schema}.documents using (true)`,
    ],
    [
      'a right too many is granted',
      (schema: string, role: string) => `grant truncate on ${schema}.documents to ${role}`,
    ],
    ['the role bypasses row-level security', (_: string, role: string) => `alter role ${role} bypassrls`],
    ['the role joins another one', (_: string, role: string) => `grant pg_read_all_data to ${role}`],
    [
      'statements run without a limit',
      (_: string, role: string) => `alter role ${role} reset statement_timeout`,
    ],
    [
      'the probe schema is opened',
      (_: string, role: string) => `grant usage on schema landlord_probe to ${role}`,
    ],
  ])('verify sees that %s', async (_, breakIt) => {
    await applyUp(here())
    const { role, schema } = namesOf(here().tenant, mode)
    await asOperator(breakIt(schema, role))
    expect(await broken(here())).not.toEqual([])
    await asOperator('drop policy if exists wide on pool.documents')
    await applyDown(here())
  })

  test('up mends a policy that was bent', async () => {
    await applyUp(here())
    const { role, schema } = namesOf(here().tenant, mode)
    await asOperator(`alter policy ${role} on ${schema}.documents using (true)`)
    await asOperator(`alter table ${schema}.documents disable row level security`)
    await applyUp(here())
    expect(await broken(here())).toEqual([])
    await applyDown(here())
  })
})

describe('names that belong to somebody else', () => {
  test('a role that Landlord did not make is neither taken over nor dropped', async () => {
    await asOperator('create role tenant_foreign login')
    await expect(applyUp(place('foreign', 'bridge'))).rejects.toThrow('was not made by Landlord')
    await applyDown(place('foreign', 'bridge'))
    expect((await asOperator("select from pg_roles where rolname = 'tenant_foreign'")).rowCount).toBe(1)
    await asOperator('drop role tenant_foreign')
  })

  test('a schema that Landlord did not make is neither taken over nor dropped', async () => {
    await asOperator('create schema tenant_squatted')
    await expect(applyUp(place('squatted', 'silo'))).rejects.toThrow('was not made by Landlord')
    await applyDown(place('squatted', 'silo'))
    expect((await asOperator("select from pg_namespace where nspname = 'tenant_squatted'")).rowCount).toBe(1)
    expect((await asOperator("select from pg_roles where rolname = 'tenant_squatted'")).rowCount).toBe(0)
  })

  test('an id full of SQL stays a name', async () => {
    const hostile = place(`x"; drop schema pool cascade; --'`, 'bridge')
    await applyUp(hostile)
    expect((await asOperator("select from pg_namespace where nspname = 'pool'")).rowCount).toBe(1)
    await applyDown(hostile)
    expect(await observeLeftovers(hostile)).toEqual({ role: false, schema: false, rows: 0 })
  })
})

test('ten tenants at once all come up', async () => {
  const many = Array.from({ length: 10 }, (_, n) => place(`many-${n}`, n % 2 === 0 ? 'pool' : 'bridge'))
  await Promise.all(many.map(applyUp))
  for (const one of many) expect(await broken(one)).toEqual([])
  await Promise.all(many.map(applyDown))
})

describe('an operator who is no superuser', () => {
  let operatorUrl = ''
  beforeAll(async () => {
    const fresh = await freshDatabase()
    const database = new URL(fresh).pathname.slice(1)
    await asOperator(`drop role if exists ${database}_op`)
    await asOperator(`create role ${database}_op login createrole password 'op'`)
    await asOperator(`alter database ${database} owner to ${database}_op`)
    operatorUrl = Object.assign(new URL(fresh), { username: `${database}_op`, password: 'op' }).toString()
  })

  test.each(['bridge', 'pool'] as const)('makes, sees and removes a tenant in mode %s', async (mode) => {
    const at: Place = { url: operatorUrl, tenant: `modest-${mode}`, mode, sql: sqlOf() }
    await applyUp(at)
    await applyUp(at)
    expect(await broken(at)).toEqual([])
    const { role } = namesOf(at.tenant, mode)
    await openLogin(at, role, 'secret')
    await withClient({ url: operatorUrl, user: role, password: 'secret' }, (tenant) =>
      tenant.query(`insert into documents (tenant_id, title) values ('modest-${mode}', 'kept')`),
    )
    expect((await observeLeftovers(at)).rows).toBe(1)
    await applyDown(at)
    expect(await observeLeftovers(at)).toEqual({ role: false, schema: false, rows: 0 })
  })
})

test('a verifier made here is the one PostgreSQL makes', async () => {
  await asOperator("set password_encryption = 'scram-sha-256'; create role verified password 'open sesame'")
  const made = await asOperator<{ rolpassword: string }>(
    "select rolpassword from pg_authid where rolname = 'verified'",
  )
  const theirs = made.rows[0]!.rolpassword
  const salt = Buffer.from(/:([^$]+)\$/.exec(theirs)![1]!, 'base64')
  expect(scramVerifier('open sesame', salt)).toBe(theirs)
})

describe('a step file', () => {
  test('is split at its three headings', () => {
    expect(parseStep('a.sql', '-- landlord: up\nu;\n-- landlord: down\n\n-- landlord: verify\nv;\n')).toEqual(
      {
        file: 'a.sql',
        up: 'u;',
        down: '',
        verify: 'v;',
      },
    )
  })
  test.each([
    '-- landlord: up\n-- landlord: verify',
    '-- landlord: up\n-- landlord: up\n-- landlord: down\n',
  ])('with a heading missing or twice is refused: %j', (text) => {
    expect(() => parseStep('a.sql', text)).toThrow('a.sql has')
  })
})

afterAll(async () => {
  await asOperator('drop role if exists verified')
})
