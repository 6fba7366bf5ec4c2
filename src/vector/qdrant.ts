import { batchesOf } from './batches.ts'
import { dimensions } from '../verification/vector-probe.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { namespaceOf, ours } from './names.ts'
import { openQdrant, type Qdrant } from './qdrant-calls.ts'
import { qdrantKeys } from './qdrant-keys.ts'
import { granted, yes, type Answer, type Session, type VectorRecord, type VectorStore } from './store.ts'

/** A tenant's collection in a Qdrant that tenants share; `key` is the operator's. */
export function qdrantStore(server: Readonly<{ url: string; key: string }>, tenant: TenantId): VectorStore {
  const qdrant = openQdrant(server)
  const own = namespaceOf(tenant)
  const keys = qdrantKeys(qdrant, own)
  return {
    kind: 'qdrant',
    ...{ own, keys },
    address: () => Promise.resolve(server.url),
    up: () => applyUp(qdrant, own),
    down: async () => {
      await keys.revoke()
      const dropped = await qdrant.drop(own, server.key)
      if (dropped.said !== 'missing') granted(dropped)
    },
    structure: () => observeStructure(qdrant, own),
    leftovers: async () => {
      const [namespace, listed] = [await qdrant.exists(own), await qdrant.exists(ours.keys)]
      return {
        namespace,
        vectors: namespace ? await qdrant.count(own, { must_not: [isProbe] }) : 0,
        keys: listed
          ? await qdrant.count(ours.keys, { must: [{ key: 'namespace', match: { value: own } }] })
          : 0,
      }
    },
    records: () => recordsOf(qdrant, own),
    write: async (records) => {
      let count = 0
      for await (const batch of batchesOf(records, pageSize)) {
        granted(await qdrant.upsert(own, batch, server.key))
        count += batch.length
      }
      return count
    },
    forget: async (records) => {
      granted(await qdrant.remove(own, { points: records.map(({ id }) => id) }, server.key))
    },
    operate: (work) => work(sessionOf(qdrant, server.key)),
    as: (key) => sessionOf(qdrant, key),
  }
}

/** Only probes carry this field: seconds since 1970, so that what a killed look left behind can be told from a new one. */
const mark = 'landlord_probe_at'
const isProbe = { key: mark, range: { gt: 0 } }
const hour = 3600

async function applyUp(qdrant: Qdrant, own: string): Promise<void> {
  for (const [name, size] of [
    [own, dimensions],
    [ours.other, dimensions],
    [ours.keys, 1],
  ] as const)
    if (!(await qdrant.exists(name))) granted(await qdrant.create(name, size, qdrant.key))
  for (const name of [own, ours.other]) {
    await qdrant.index(name, mark, 'integer')
    const before = Math.floor(Date.now() / 1000) - hour
    const left = { filter: { must: [{ key: mark, range: { gt: 0, lt: before } }] } }
    granted(await qdrant.remove(name, left, qdrant.key))
  }
  for (const field of ['namespace', 'key']) await qdrant.index(ours.keys, field, 'keyword')
}

async function observeStructure(qdrant: Qdrant, own: string) {
  const found = await qdrant.describe(own)
  const { size, distance } = found?.config?.params?.vectors ?? {}
  const listed = (await qdrant.exists(ours.keys))
    ? await qdrant.count(ours.keys, { must: [{ key: 'namespace', match: { value: own } }] })
    : 0
  return [
    { expects: 'The tenant has a collection of its own in Qdrant.', holds: found !== undefined },
    {
      expects: `It holds vectors of ${dimensions} numbers, compared by cosine.`,
      holds: size === dimensions && distance === 'Cosine',
    },
    // Yellow and grey: it is being tidied, or waits to be.
    {
      expects: 'Qdrant calls it sound.',
      holds: ['green', 'yellow', 'grey'].includes(found?.status ?? ''),
    },
    { expects: 'The tenant has one key at most.', holds: listed <= 1 },
  ]
}

const sessionOf = (qdrant: Qdrant, key: string | undefined): Session => ({
  namespace: (name) => ({
    plant: async (vectors) =>
      done(
        await qdrant.upsert(
          name,
          vectors.map(({ id, numbers }) => ({
            id,
            vector: numbers,
            payload: { [mark]: Math.floor(Date.now() / 1000) },
          })),
          key,
        ),
      ),
    nearest: (query, limit) => qdrant.query(name, { query, limit }, key),
    remove: async (ids) => done(await qdrant.remove(name, { points: ids }, key)),
  }),
  list: () => qdrant.list(key),
  create: async (name) => done(await qdrant.create(name, dimensions, key)),
  drop: async (name) => done(await qdrant.drop(name, key)),
})

const done = (answer: Answer<unknown>): Answer<undefined> => (answer.said === 'yes' ? yes(undefined) : answer)

const pageSize = 500

async function* recordsOf(qdrant: Qdrant, own: string): AsyncIterable<VectorRecord> {
  const wanted = { filter: { must_not: [isProbe] }, limit: pageSize, with_payload: true, with_vector: true }
  let offset: string | number | undefined
  do {
    const page = await qdrant.scroll(own, { ...wanted, ...(offset === undefined ? {} : { offset }) })
    for (const { id, vector = [], payload } of page.points)
      yield { id, vector, ...(payload ? { payload } : {}) }
    offset = page.next_page_offset ?? undefined
  } while (offset !== undefined)
}
