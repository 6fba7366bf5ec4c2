import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import {
  dimensions,
  planVectorProbe,
  tallyAnswers,
  wanted,
  type Vector,
} from '../verification/vector-probe.ts'
import type { VectorSearch } from '../verification/vector-search.ts'
import { databaseWords, withClient, type Client, type Login } from './connect.ts'
import { probe, type Names } from './names.ts'
import { isNoAnswer } from './no-answer.ts'

/** Searches, as the tenant, for vectors planted a moment ago, in a transaction that is rolled back. */
export async function observeVectors(tenant: Login, names: Names): Promise<VectorSearch> {
  const probing = planVectorProbe(Math.random, randomUUID)
  try {
    return await withClient(tenant, async (client) => {
      await client.query('begin')
      try {
        await plant(client, names, probing.planted)
        const [samples, answers]: [number[], (readonly string[])[]] = [[], []]
        for (const { query } of probing.searches) {
          const began = performance.now()
          answers.push(await nearest(client, names, query))
          samples.push(performance.now() - began)
        }
        const method = await methodOf(client, names)
        const planted = probing.planted.length
        return { searched: true, method, dimensions, planted, samples, ...tallyAnswers(probing, answers) }
      } finally {
        await client.query('rollback').catch(() => undefined)
      }
    })
  } catch (error) {
    if (isNoAnswer(error)) throw error
    return { searched: false, why: databaseWords(error) }
  }
}

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
