import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { migrate } from '../../src/cli/run-migrate.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { enter } from '../../src/provisioning/step.ts'
import { prepareRegistry } from '../../src/registry/prepare.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { onlyGrowing } from '../../src/registry/serving-role.ts'
import { migrations } from '../../src/registry/migrations.ts'
import { fences, read } from '../docs/document.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, later } from '../operation-builders.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const silent = { warn: () => undefined, error: () => undefined }

/** As the guide has it: an owner who is no superuser, and a role that owns nothing; under names of their own. */
const guide =
  fences(read('docs/guides/operations.md'), 'sql').find((sql) => sql.includes('create role')) ?? ''
const own = (name: string): string => `${name}_${process.pid}`
const [owner, app, database] = [own('landlord_owner'), own('landlord_app'), own('landlord')]
let admin: pg.Client
let ownerUrl: string
let servingUrl: string
let registry: Registry
let serving: pg.Client

beforeAll(async () => {
  const url = await freshDatabase()
  admin = new pg.Client(url)
  await admin.connect()
  for (const statement of guide.split(';').filter((sql) => sql.trim() !== ''))
    await admin.query(statement.replaceAll(/\blandlord(_owner|_app)?\b/g, own))
  await admin.end()
  const as = (role: string, password: string): string =>
    Object.assign(new URL(url), { username: role, password, pathname: `/${database}` }).toString()
  ;[ownerUrl, servingUrl] = [as(owner, 'one'), as(app, 'another')]
  admin = new pg.Client(Object.assign(new URL(url), { pathname: `/${database}` }).toString())
  await admin.connect()
  expect(await prepareRegistry(ownerUrl, servingUrl)).toBe(app)
  registry = await openRegistry(servingUrl)
  serving = new pg.Client(servingUrl)
  await serving.connect()
  await registry.rememberEstates([estate])
  const operation = anOperation({ id: `op_${'1'.repeat(20)}`, estate, state: 'UNAUTHORISED' })
  await registry.createOperation(operation)
  await registry.saveTransition(operation, enter(operation, 'REVERTED', later(1), {}))
  await registry.saveDecision(estate, { pull: 1, headSha: 'a', author: 'ria', blobs: {} } as never)
}, 60_000)
afterAll(async () => {
  await serving.end()
  await registry.close()
  await admin.end()
  admin = new pg.Client(await freshDatabase())
  await admin.connect()
  await admin.query(`drop database ${database} with (force)`)
  await admin.query(`drop role ${app}`)
  await admin.query(`drop role ${owner}`)
  await admin.end()
})

test('the serving role writes operations, decisions and their chain', async () => {
  expect(await registry.auditSize(estate)).toBe(3)
  expect(await registry.auditGuard()).toEqual({ role: app, mayAlso: [] })
})

describe('and the database, not a trigger, refuses it', () => {
  test.each(
    onlyGrowing.flatMap((table) => [
      `update ${table} set ${table === 'operation_history' ? 'state' : 'owner'} = 'x'`,
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `drop table ${table}`,
      `alter table ${table} disable trigger all`,
      `create index on ${table} ((1))`,
    ]),
  )('%s', async (sql) => {
    await expect(serving.query(sql)).rejects.toMatchObject({
      code: '42501',
      message: expect.stringMatching(/permission denied|must be owner/),
    })
  })
  test.each([
    'drop trigger audit_grows on audit',
    'create or replace function refuse_change() returns trigger language plpgsql as $$ begin return null; end $$',
    'create table elsewhere (n int)',
    'create schema elsewhere',
    'set session_replication_role = replica',
    `set role ${owner}`,
    'update migrations set number = 0',
    'delete from migrations',
  ])('%s', async (sql) => {
    await expect(serving.query(sql)).rejects.toMatchObject({ code: '42501' })
  })
})

test('every table that a migration made is for serving or only grows', async () => {
  const { rows } = await admin.query<{ name: string; may: string[] }>(
    `select relname as name, array(select what from unnest(array['select','insert','update','delete','truncate']) what
       where has_table_privilege($1, oid, what)) as may
     from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    [app],
  )
  expect(rows.length).toBeGreaterThan(15)
  for (const { name, may } of rows)
    expect([name, may]).toEqual([
      name,
      name === 'migrations'
        ? ['select']
        : onlyGrowing.some((growing) => growing === name)
          ? ['select', 'insert']
          : ['select', 'insert', 'update', 'delete'],
    ])
})

test('the queue is its own, also one that the owner made first', async () => {
  const own = await openQueue(servingUrl, silent)
  await own.send({ queue: 'delivery', key: 'one', data: {} })
  await own.close()
  await admin.query('drop schema pgboss cascade')
  const made = await openQueue(ownerUrl, silent)
  await made.send({ queue: 'delivery', key: 'two', data: {} })
  await made.close()
  await prepareRegistry(ownerUrl, servingUrl)
  const handed = await openQueue(servingUrl, silent)
  expect(await handed.send({ queue: 'delivery', key: 'two', data: {} })).toBe('waiting')
  await handed.close()
  const { rows } = await admin.query(
    `select relname from pg_class where relnamespace = 'pgboss'::regnamespace and relowner <> $1::regrole`,
    [app],
  )
  expect(rows).toEqual([])
}, 60_000)

test('an update that its owner has not made yet is said, with who makes it', async () => {
  await admin.query(`delete from migrations where number = ${migrations.length}`)
  await expect(openRegistry(servingUrl)).rejects.toMatchObject({
    message: expect.stringContaining('may not'),
    fix: expect.stringContaining('landlord migrate'),
  })
  await admin.query('insert into migrations (number, name) values ($1, $2)', [
    migrations.length,
    migrations.at(-1)?.name,
  ])
})

test('a role that owns the chain is said to', async () => {
  const owning = await openRegistry(ownerUrl)
  const { mayAlso } = await owning.auditGuard()
  expect(mayAlso).toEqual(expect.arrayContaining(['update audit', 'own audit', 'truncate decisions']))
  await owning.close()
})

describe('landlord migrate', () => {
  const said: string[] = []
  beforeAll(() => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(said.push(String(text))))
  })
  afterAll(() => void jest.restoreAllMocks())

  test.each([
    ['two roles', () => ({ DATABASE_URL: servingUrl, DATABASE_ADMIN_URL: ownerUrl }), /can only add/],
    ['one role that owns all', () => ({ DATABASE_URL: ownerUrl }), /only triggers and checkpoints/],
  ])('says what it found: %s', async (_, env, words) => {
    await migrate(env())
    expect(said.splice(0).join('')).toMatch(words)
  })
  test.each([
    ['no database', {}, 'DATABASE_URL is not set'],
    ['an address that is none', { DATABASE_URL: 'mysql://u:hunter2@x/y' }, 'DATABASE_URL is not an address'],
  ])('%s is said', async (_, env, words) => {
    await expect(migrate(env)).rejects.toMatchObject({ message: expect.stringContaining(words) })
  })
})
