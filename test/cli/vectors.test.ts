import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withClient } from '../../src/database/connect.ts'
import type { Manifest } from '../../src/provisioning/manifest.ts'
import { parseConfiguration } from '../../src/provisioning/configuration.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import type { VectorRecord, VectorStore } from '../../src/vector/store.ts'
import { dimensions } from '../../src/verification/vector-probe.ts'
import { freshDatabase } from '../embedded.ts'
import { startPinecone } from '../vector/a-pinecone.ts'
import { startQdrant } from '../vector/a-qdrant.ts'
import { anEstate, type Estate, type Run } from './estate.ts'

const terraform = await findTerraform(process.env, '/nowhere')
if (terraform === undefined) console.warn('SKIPPED test/cli/vectors: neither terraform nor tofu is on PATH.')
const withTerraform = terraform === undefined ? describe.skip : describe

type StandIn = Readonly<{
  url: string
  key: string
  /** Takes the tenant's vectors away, as a stranger's hand would. */
  lose: () => Promise<void>
  close: () => Promise<void>
}>

const own = 'tenant_acme_stored'
const standIns = {
  qdrant: async (): Promise<StandIn> => {
    const qdrant = await startQdrant()
    return { ...qdrant, lose: () => Promise.resolve(void qdrant.collections.delete(own)) }
  },
  pinecone: async (): Promise<StandIn> => {
    const pinecone = await startPinecone()
    return { ...pinecone, lose: () => pinecone.removeIndex(own) }
  },
} satisfies Record<VectorStore['kind'], () => Promise<StandIn>>

withTerraform.each(['qdrant', 'pinecone'] as const)(
  'a tenant with its vectors in %s, by a real Terraform',
  (kind) => {
    let url = ''
    let server: StandIn
    /** A fresh one each time, since an index that was made anew is elsewhere. */
    let store: () => VectorStore
    let estate: Estate
    const id = 'acme-stored'
    const operation = 'op_00000000000000000001'
    const declare = async (lifecycle: string): Promise<void> => {
      await estate.tenant(id, [
        [/^isolation: .+/m, 'isolation: bridge'],
        [/^region: .+/m, 'region: eu-west-1'],
        [/^lifecycle: .+\n/m, ''],
        [/$/, `lifecycle: ${lifecycle}\n`],
      ])
    }
    beforeAll(async () => {
      ;[url, server] = await Promise.all([freshDatabase(), standIns[kind]()])
      const env = { LANDLORD_PLATFORM_VECTOR_URL: server.url, LANDLORD_PLATFORM_VECTOR_KEY: server.key }
      estate = await anEstate({ LANDLORD_PLATFORM_DATABASE_URL: url, LANDLORD_AWS: 'off', ...env })
      const settings = join(estate.folder, '.github/landlord/settings.yml')
      const text = await readFile(settings, 'utf8')
      // How long a search takes is the stand-in's doing, and this machine's.
      const patient = text.replace('queryLatencyMs: 500', 'queryLatencyMs: 60000')
      await writeFile(settings, patient.replace(/^provisioning:\n/m, `provisioning:\n  vectors: ${kind}\n`))
      await declare('active')
      store = () => vectorStoreOf(kind, { tenant: id, region: 'eu-west-1' }, env)
      estate.commit()
    }, 180_000)
    afterAll(() => server.close())
    const run = (...args: readonly string[]): Promise<Run> =>
      estate.landlord([args[0] ?? '', id, '--operation', operation, ...args.slice(1)])
    const outcomes = ({ result }: Run): Record<string, string> =>
      Object.fromEntries((result?.checks ?? []).map(({ check, outcome }) => [check, outcome]))
    const fill = (...titles: readonly string[]) => store().write(recordsOf(titles))

    test('has a place there and none in the database, passes the checks, and keeps no lent key', async () => {
      expect(await run('apply')).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
      expect(await store().leftovers()).toEqual({ namespace: true, vectors: 0, keys: 0 })
      const [schemas, published] = await withClient({ url }, async (client) => [
        await client.query("select from pg_namespace where nspname like 'vectors%'"),
        await client.query<{ document: object }>('select document from landlord.configurations'),
      ])
      expect(schemas.rowCount).toBe(0)
      const { document } = published.rows[0] as { document: object }
      expect(parseConfiguration({ ...document, version: 1 })?.vectors).toEqual({
        ...{ store: kind, url: await store().address(), namespace: own, dimensions },
      })
      const verified = await run('verify')
      expect(verified.code).toBe(0)
      expect(outcomes(verified)).toMatchObject({ 'tenant-isolation': 'pass', 'vector-search': 'pass' })
      expect((await store().leftovers()).keys).toBe(0)
    }, 180_000)

    test('once it is lost drift names it, and applying again mends it', async () => {
      await server.lose()
      const { result } = await run('drift')
      expect(result?.drift).toMatchObject({ changes: [] })
      expect(result?.drift?.broken.join('\n')).toMatch(
        /collection of its own in Qdrant|index holds vectors of 1536/,
      )
      expect(await run('apply')).toMatchObject({ code: 0 })
      expect((await store().structure()).filter(({ holds }) => !holds)).toEqual([])
    }, 180_000)

    test('with vectors of its own it is not destroyed for having failed', async () => {
      await fill('one')
      const held = await run('rollback', '--never-active')
      expect(held).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(held.result?.reason).toContain('holds 1 document')
    }, 180_000)

    test('suspended, its key is taken back, that is proven, and whoever gives it one anew is found out', async () => {
      await declare('{state: suspended, mode: hold}')
      const key = await store().keys.mint('write')
      const shut = async () => outcomes(await run('verify'))['database-connectivity']
      expect(await run('configure')).toMatchObject({ code: 0 })
      expect(await store().keys.works(key, 'write')).toBe(false)
      expect(await shut()).toBe('pass')
      await store().keys.mint('read')
      expect(await shut()).toBe('fail')
      await declare('active')
      expect(await run('configure')).toMatchObject({ code: 0 })
      expect(outcomes(await run('verify'))['vector-search']).toBe('pass')
    }, 240_000)

    test('retired, every vector is in its export, and its purge leaves none and says how it knows', async () => {
      await declare('retired')
      await fill('two', 'three')
      await store().keys.mint('write')
      const exported = await run('export')
      expect(exported).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
      const folder = exported.result?.export?.place ?? ''
      const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
      expect(manifest.files).toContainEqual(expect.objectContaining({ path: 'vectors.jsonl', rows: 3 }))
      const lines = (await readFile(join(folder, 'vectors.jsonl'), 'utf8')).trim().split('\n')
      const kept = lines.map((line) => JSON.parse(line) as VectorRecord)
      expect(kept.map(({ payload }) => payload?.title).toSorted()).toEqual(['one', 'three', 'two'])
      expect(kept.every(({ vector }) => vector.length === dimensions)).toBe(true)
      expect((await store().leftovers()).keys).toBe(0)

      await fill('late')
      const refused = await run('purge')
      expect(refused).toMatchObject({ code: 1, result: { outcome: 'failed' } })
      expect(refused.result?.reason).toContain('vectors.jsonl')
      expect(await run('export')).toMatchObject({ code: 0 })
      const purged = await run('purge')
      expect(purged).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
      expect(JSON.stringify(purged.result)).toContain('The namespace of vectors and the key to it are gone')
      expect(await store().leftovers()).toEqual({ namespace: false, vectors: 0, keys: 0 })
    }, 240_000)
  },
)

async function* recordsOf(titles: readonly string[]): AsyncIterable<VectorRecord> {
  for (const title of await Promise.resolve(titles))
    yield { id: randomUUID(), vector: Array.from({ length: dimensions }, () => 0.5), payload: { title } }
}
