import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import type { VectorSearch } from '../verification/vector-search.ts'
import { databaseWords, withClient, type Client, type Login } from './connect.ts'
import { probe, type Names } from './names.ts'
import { isNoAnswer } from './no-answer.ts'

const dimensions = 1536
const planted = 60
const searches = 20
const wanted = 10

/**
 * Searches, as the tenant, for vectors planted a moment ago, in a transaction that is rolled back. What should be found
 * is worked out here, by comparing every one with every query, so that the database's own answer is not its own judge.
 */
export async function observeVectors(tenant: Login, names: Names): Promise<VectorSearch> {
  // All about one direction, another one each time, to which whatever else is in the index is as good as orthogonal: so a
  // search among them is disturbed neither by the tenant's own vectors, nor by a canary of the check of isolation, nor by
  // those of an earlier look, which the index keeps until it is vacuumed.
  const centre = Array.from({ length: dimensions }, () => offset(1))
  const vectors = Array.from({ length: planted }, () => ({
    id: randomUUID(),
    numbers: near(centre, 1),
  }))
  try {
    return await withClient(tenant, async (client) => {
      await client.query('begin')
      try {
        await plant(client, names, vectors)
        const seen = { samples: [] as number[], known: 0, found: 0, expected: 0 }
        for (const target of vectors.slice(0, searches)) {
          // A step away from a planted vector: that one is the known nearest neighbour.
          const query = near(target.numbers, 0.1)
          const began = performance.now()
          const answer = await nearest(client, names, query)
          seen.samples.push(performance.now() - began)
          const exact = new Set(exactly(vectors, query))
          seen.known += answer[0] === target.id ? 1 : 0
          seen.found += answer.filter((id) => exact.has(id)).length
          seen.expected += exact.size
        }
        const method = await methodOf(client, names)
        const { samples, known, found, expected } = seen
        return { searched: true, method, dimensions, planted, known, recall: found / expected, samples }
      } finally {
        await client.query('rollback').catch(() => undefined)
      }
    })
  } catch (error) {
    if (isNoAnswer(error)) throw error
    return { searched: false, why: databaseWords(error) }
  }
}

type Vector = Readonly<{ id: string; numbers: readonly number[] }>

async function plant(client: Client, names: Names, vectors: readonly Vector[]): Promise<void> {
  const table = `${pg.escapeIdentifier(names.schema)}.${names.table}`
  for (const { id, numbers } of vectors) {
    await client.query({
      name: 'plant',
      text: `insert into ${table} (tenant_id, id, title, embedding) values ($1, $2, $3, $4::real[])`,
      values: [names.tenant, id, probe.title, numbers],
    })
  }
}

async function nearest(
  client: Client,
  { schema }: Names,
  query: readonly number[],
): Promise<readonly string[]> {
  const found = await client.query<{ id: string }>({
    name: 'nearest',
    text: `select id from ${pg.escapeIdentifier(schema)}.nearest($1::real[], $2)`,
    values: [query, wanted],
  })
  return found.rows.map(({ id }) => id)
}

async function methodOf(client: Client, names: Names): Promise<'pgvector' | 'exact'> {
  const found = await client.query<{ type: string }>(
    `select format_type(atttypid, null) as type from pg_attribute
     where attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and attname = 'embedding'`,
    [names.schema, names.table],
  )
  return found.rows[0]?.type === 'real[]' ? 'exact' : 'pgvector'
}

/** The ids of the nearest, by cosine, compared one by one. */
const exactly = (vectors: readonly Vector[], query: readonly number[]): readonly string[] =>
  vectors
    .map(({ id, numbers }) => ({ id, near: cosine(numbers, query) }))
    .toSorted((one, other) => other.near - one.near)
    .slice(0, wanted)
    .map(({ id }) => id)

function cosine(one: readonly number[], other: readonly number[]): number {
  let [dot, ones, others] = [0, 0, 0]
  for (const [index, a] of one.entries()) {
    const b = other[index] ?? 0
    dot += a * b
    ones += a * a
    others += b * b
  }
  return dot / Math.sqrt(ones * others)
}

/** Between -reach and reach. */
const offset = (reach: number): number => (Math.random() * 2 - 1) * reach

const near = (numbers: readonly number[], reach: number): readonly number[] =>
  numbers.map((number) => number + offset(reach))
