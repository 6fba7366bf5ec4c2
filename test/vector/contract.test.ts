import { randomBytes } from 'node:crypto'
import { withClient, type Login } from '../../src/database/connect.ts'
import { exportRows } from '../../src/database/export-rows.ts'
import { closeLogin, openLogin } from '../../src/database/login.ts'
import { namesOf } from '../../src/database/names.ts'
import { observeVectorIsolation } from '../../src/database/observe-vector-isolation.ts'
import { observeVectors } from '../../src/database/observe-vectors.ts'
import { applyDown, applyUp, observeLeftovers, observeStructure } from '../../src/database/provision.ts'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import { observeStoreIsolation } from '../../src/vector/observe-isolation.ts'
import { observeStoreSearch } from '../../src/vector/observe-search.ts'
import type { VectorRecord, VectorStore } from '../../src/vector/store.ts'
import { sqlOf } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { startPinecone } from './a-pinecone.ts'
import { startQdrant } from './a-qdrant.ts'
import { keepsVectors, type Kept, type Rig } from './contract.ts'

keepsVectors('PostgreSQL, for real', postgresRig)
keepsVectors('a stand-in for Qdrant', () => storeRig('qdrant', startQdrant))
keepsVectors('a stand-in for Pinecone', () => storeRig('pinecone', startPinecone))

type Server = Readonly<{ url: string; key: string; close: () => Promise<void> }>

async function storeRig(kind: VectorStore['kind'], start: () => Promise<Server>): Promise<Rig<string>> {
  const { url, key, close } = await start()
  const env = { LANDLORD_PLATFORM_VECTOR_URL: url, LANDLORD_PLATFORM_VECTOR_KEY: key }
  return {
    close,
    of: (tenant) => {
      const store = vectorStoreOf(kind, { tenant, region: 'eu-west-1' }, env)
      return {
        ...store,
        left: async () => {
          const { namespace, vectors, keys } = await store.leftovers()
          return { place: namespace, vectors, key: keys > 0 }
        },
        mint: () => store.keys.mint('write'),
        revoke: () => store.keys.revoke(),
        search: (given) => observeStoreSearch(store, given),
        isolation: (given) => observeStoreIsolation(store, given),
      }
    },
  }
}

/** With pgvector where LANDLORD_TEST_PGVECTOR_URL names a server that has it, else every vector is compared. */
async function postgresRig(): Promise<Rig<Login>> {
  const url = process.env.LANDLORD_TEST_PGVECTOR_URL ?? (await freshDatabase())
  return { of: (tenant) => postgresPlace(url, tenant), close: () => Promise.resolve() }
}

function postgresPlace(url: string, tenant: string): Kept<Login> {
  const database = { url, tenant, mode: 'bridge', sql: sqlOf() } as const
  const vectors = { ...database, layer: 'vector' } as const
  const names = namesOf(tenant, 'bridge', 'vector')
  return {
    up: async () => {
      await applyUp(database)
      await applyUp(vectors)
    },
    down: async () => {
      await applyDown(vectors)
      await applyDown(database)
    },
    structure: () => observeStructure(vectors),
    left: async () => {
      const [{ schema, rows }, { role }] = [await observeLeftovers(vectors), await observeLeftovers(database)]
      return { place: schema, vectors: rows, key: role }
    },
    async *records() {
      const lines: string[] = []
      await exportRows(vectors, async (_, rows) => {
        for await (const row of rows) lines.push(row)
      })
      for (const line of lines) {
        const { id, title, embedding } = JSON.parse(line) as Row
        const vector = typeof embedding === 'string' ? (JSON.parse(embedding) as number[]) : embedding
        yield { id, vector, payload: { title } } satisfies VectorRecord
      }
    },
    write: (records) =>
      withClient({ url }, async (client) => {
        let count = 0
        for await (const { id, vector, payload } of records) {
          await client.query(
            `insert into ${names.schema}.${names.table} (tenant_id, id, title, embedding) values ($1, $2, $3, $4::real[])
             on conflict (tenant_id, id) do update set embedding = excluded.embedding`,
            [tenant, id, payload?.title, vector],
          )
          count++
        }
        return count
      }),
    forget: async (records) => {
      await withClient({ url }, (client) =>
        client.query(`delete from ${names.schema}.${names.table} where id = any($1)`, [
          records.map(({ id }) => id),
        ]),
      )
    },
    mint: async () => {
      const login = { url, user: names.role, password: randomBytes(12).toString('hex') }
      await openLogin({ url }, login.user, login.password)
      return login
    },
    revoke: () => closeLogin({ url }, names.role),
    search: (login) => observeVectors(login, names),
    isolation: (login) => observeVectorIsolation(login, vectors),
  }
}

type Row = Readonly<{ id: string; title: string; embedding: number[] | string }>
