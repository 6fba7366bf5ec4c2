import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type pg from 'pg'
import { withClient, type Login } from '../../src/database/connect.ts'
import { openLogin } from '../../src/database/login.ts'
import { namesOf } from '../../src/database/names.ts'
import { observeVectorIsolation } from '../../src/database/observe-vector-isolation.ts'
import { observeVectors } from '../../src/database/observe-vectors.ts'
import {
  applyDown,
  applyUp,
  observeLeftovers,
  observeStructure,
  type Place,
} from '../../src/database/provision.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { vectorSearch } from '../../src/verification/vector-search.ts'
import { freshDatabase } from '../embedded.ts'
import { catalogue, sqlOf } from './catalogue.ts'

/** An operator's URL of a PostgreSQL that offers pgvector; without it, what is embedded, which does not. */
const given = process.env.LANDLORD_TEST_PGVECTOR_URL
if (given === undefined)
  console.warn(
    'SKIPPED test/database/vector: pgvector (LANDLORD_TEST_PGVECTOR_URL names no server that offers it).',
  )

let url = ''
beforeAll(async () => {
  url = given ?? (await freshDatabase())
  for (const mode of ['pool', 'bridge'] as const) {
    await applyUp(database('groundwork', mode))
    await applyUp(vectors('groundwork', mode))
    await applyDown(vectors('groundwork', mode))
    await applyDown(database('groundwork', mode))
  }
}, 60_000)

const asOperator = (text: string): Promise<pg.QueryResult> =>
  withClient({ url }, (client) => client.query(text))
const database = (tenant: string, mode: Place['mode']): Place => ({ url, tenant, mode, sql: sqlOf() })
const vectors = (tenant: string, mode: Place['mode']): Place => ({
  ...database(tenant, mode),
  layer: 'vector',
})

describe.each(['bridge', 'pool'] as const)('vectors in mode %s', (mode) => {
  const id = `vec-${mode}`
  const names = namesOf(id, mode, 'vector')
  const tenant = (): Login => ({ url, user: names.role, password: 'right' })
  const rebuilt = async (): Promise<void> => {
    await applyDown(vectors(id, mode))
    await applyUp(vectors(id, mode))
  }
  beforeAll(async () => {
    await applyUp(database(id, mode))
    await openLogin({ url }, names.role, 'right')
    await rebuilt()
  })
  afterAll(() => applyDown(database(id, mode)))
  const search = async (): Promise<ReturnType<ReturnType<typeof vectorSearch>['judge']>> =>
    vectorSearch(500).judge(await observeVectors(tenant(), names))
  const isolation = async (): Promise<ReturnType<typeof tenantIsolation.judge>> =>
    tenantIsolation.judge(await observeVectorIsolation(tenant(), vectors(id, mode)))

  test('made twice and removed twice leaves nothing', async () => {
    await applyDown(vectors(id, mode))
    const before = await catalogue(url)
    await applyUp(vectors(id, mode))
    const once = await catalogue(url)
    await applyUp(vectors(id, mode))
    expect(await catalogue(url)).toEqual(once)
    expect((await observeStructure(vectors(id, mode))).filter(({ holds }) => !holds)).toEqual([])
    await applyDown(vectors(id, mode))
    await applyDown(vectors(id, mode))
    expect(await catalogue(url)).toEqual(before)
    await applyUp(vectors(id, mode))
  })

  test('are found, the known nearest first, and no trace of the looking is left', async () => {
    const judged = await search()
    expect(judged).toMatchObject({ outcome: 'pass' })
    expect(judged.evidence.join(' ')).toContain(given === undefined ? 'exact search' : 'pgvector')
    expect(await isolation()).toMatchObject({ outcome: 'pass' })
    expect((await asOperator(`select from ${names.schema}.embeddings`)).rowCount).toBe(0)
    expect(await observeLeftovers(vectors(id, mode))).toMatchObject({ rows: 0 })
  })

  test("what the tenant keeps itself does not disturb the looking, nor count as nobody's", async () => {
    await asOperator(
      `insert into ${names.schema}.embeddings (tenant_id, title, embedding)
       select '${id}', 'kept', array(select (random() * 2 - 1)::real from generate_series(1, 1536 + 0 * n))
       from generate_series(1, 60) n`,
    )
    expect((await search()).evidence.join()).toContain('Recall 1.00')
    expect(await isolation()).toMatchObject({ outcome: 'pass' })
    expect(await observeLeftovers(vectors(id, mode))).toMatchObject({ rows: 60 })
    await asOperator(`delete from ${names.schema}.embeddings`)
  })

  test('looking again and again does not wear the looking out', async () => {
    for (let look = 0; look < 4; look++) {
      expect(await search()).toMatchObject({ outcome: 'pass' })
      expect(await isolation()).toMatchObject({ outcome: 'pass' })
    }
  }, 30_000)

  test('a search that returns just anything fails on recall', async () => {
    await asOperator(
      `create or replace function ${names.schema}.nearest(query real[], k integer) returns table (id uuid, distance double precision)
       language sql stable as $$ select id, 0::float8 from ${names.schema}.embeddings order by id limit k $$`,
    )
    const judged = await search()
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.filter((line) => line.startsWith('Broken')).join()).toContain('Recall')
    await rebuilt()
  })

  test('a search that is refused fails', async () => {
    await asOperator(`revoke execute on function ${names.schema}.nearest from ${names.role}`)
    const judged = await search()
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.join()).toContain('permission denied')
    await rebuilt()
  })

  test('a server that is away is no failed check: the looking throws', async () => {
    await expect(observeVectors({ url: 'postgresql://a:b@127.0.0.1:1/c' }, names)).rejects.toThrow()
  })

  test.each([
    [
      'row-level security is off',
      `alter table ${names.schema}.embeddings disable row level security`,
      "does not find another tenant's canary",
    ],
    [
      'the policy lets every vector in',
      `alter policy ${names.role} on ${names.schema}.embeddings with check (true)`,
      'Inserting a vector under another',
    ],
    [
      'the search runs with the rights of its owner',
      `alter function ${names.schema}.nearest security definer`,
      "does not find another tenant's canary",
    ],
  ])('isolation fails when %s', async (_, breakIt, evidence) => {
    await asOperator(breakIt)
    const judged = await isolation()
    expect(judged.outcome).toBe('fail')
    expect(judged.evidence.filter((line) => line.startsWith('Broken')).join()).toContain(evidence)
    await asOperator(`alter table ${names.schema}.embeddings enable row level security`)
    await rebuilt()
  })
})

test('a tenant id full of SQL stays a name here too', async () => {
  const hostile = `x"; drop schema pool_vectors cascade; --'`
  await applyUp(database(hostile, 'bridge'))
  await applyUp(vectors(hostile, 'bridge'))
  expect((await asOperator("select from pg_namespace where nspname = 'pool_vectors'")).rowCount).toBe(1)
  await applyDown(vectors(hostile, 'bridge'))
  await applyDown(database(hostile, 'bridge'))
  expect(await observeLeftovers(vectors(hostile, 'bridge'))).toEqual({ role: false, schema: false, rows: 0 })
})
