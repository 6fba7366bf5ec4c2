import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { copyParts, digestParts, observeOwn, type Side } from '../../src/cli/runner/copy-parts.ts'
import type { TenantRun } from '../../src/cli/runner/tenant-run.ts'
import { applyUp } from '../../src/database/provision.ts'
import { differencesOf } from '../../src/provisioning/copy.ts'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import type { VectorRecord, VectorStore } from '../../src/vector/store.ts'
import { aSettings, aTenant } from '../builders.ts'
import { sqlOf } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { startQdrant, type AQdrant } from '../vector/a-qdrant.ts'

let [here, there]: AQdrant[] = []
let url = ''
beforeAll(async () => {
  url = await freshDatabase()
  here = await startQdrant()
  there = await startQdrant()
})
afterAll(() => Promise.all([here?.close(), there?.close()]))

const isolation = { database: 'bridge', storage: 'bridge', cache: 'pool', vector: 'bridge' } as const

/** A tenant whose vectors lie in a Qdrant, where AWS is off. */
async function aSide(id: string, qdrant: AQdrant): Promise<Readonly<{ side: Side; store: VectorStore }>> {
  const env = {
    ...{ LANDLORD_PLATFORM_DATABASE_URL: url, LANDLORD_PLATFORM_VECTOR_URL: qdrant.url },
    LANDLORD_PLATFORM_VECTOR_KEY: qdrant.key,
  }
  const tenant = aTenant({ id, isolation })
  const { provisioning, ...settings } = aSettings()
  const run = {
    ...{
      id,
      tenant,
      env,
      folder: '/nowhere',
      aws: false,
      instance: { isWanted: false, url: () => undefined },
    },
    settings: { ...settings, provisioning: { ...provisioning, vectors: 'qdrant' } },
  } as unknown as TenantRun
  await applyUp({ url, tenant: id, mode: 'bridge', sql: sqlOf() })
  const store = vectorStoreOf('qdrant', { tenant: id, region: tenant.region }, env)
  await store.up()
  return { side: { run, tenant, cloud: undefined }, store }
}

test('vectors of a store come with their payload, from one server to another, and what went meanwhile goes', async () => {
  const from = await aSide('old-one', here!)
  const to = await aSide('new-one', there!)
  const record = (title: string, id = randomUUID()): VectorRecord => ({
    ...{ id, vector: Array.from({ length: 1536 }, (_, at) => Math.sin(at + title.length)) },
    payload: { title, nested: { b: [1, null], a: 'é' } },
  })
  async function* records(...all: readonly VectorRecord[]): AsyncIterable<VectorRecord> {
    for (const one of await Promise.resolve(all)) yield one
  }
  const [kept, gone] = [record('kept'), record('to go')]
  await from.store.write(records(kept, gone))
  expect(await observeOwn(to.side)).toEqual([])
  const copied = async () => {
    await copyParts(from.side, to.side, () => undefined)
    const [was, is] = [await digestParts(from.side), await digestParts(to.side)]
    expect(differencesOf(was, is)).toEqual([])
    return is.find(({ of }) => of === 'vectors')?.amount
  }
  expect(await copied()).toBe(2)
  expect(await observeOwn(to.side)).toEqual(['2 vectors'])
  await from.store.operate((operator) => operator.namespace(from.store.own).remove([String(gone.id)]))
  await from.store.write(records({ ...kept, payload: { title: 'changed' } }, record('new')))
  expect(await copied()).toBe(2)

  await to.store.write(records({ ...kept, payload: { title: 'other' } }))
  const differences = differencesOf(await digestParts(from.side), await digestParts(to.side))
  expect(differences).toEqual(['vectors of "qdrant" (as many, and not the same)'])
})
