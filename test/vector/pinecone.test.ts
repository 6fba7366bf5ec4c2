import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import { ours } from '../../src/vector/names.ts'
import { observeStoreIsolation } from '../../src/vector/observe-isolation.ts'
import { observeStoreSearch } from '../../src/vector/observe-search.ts'
import { addressIn } from '../../src/vector/pinecone-place.ts'
import { pineconeStore } from '../../src/vector/pinecone.ts'
import type { VectorRecord, VectorStore } from '../../src/vector/store.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { vectorSearch } from '../../src/verification/vector-search.ts'
import { startPinecone, type APinecone, type Bend } from './a-pinecone.ts'

let pinecone: APinecone
let store: VectorStore
let key = ''
const of = (tenant: string, region = 'eu-west-1'): VectorStore =>
  vectorStoreOf('pinecone', { tenant, region }, env())
const env = () => ({
  LANDLORD_PLATFORM_VECTOR_URL: pinecone.url,
  LANDLORD_PLATFORM_VECTOR_KEY: pinecone.key,
})
beforeAll(async () => {
  pinecone = await startPinecone()
  store = of('acme')
  await store.up()
  key = await store.keys.mint('write')
})
afterAll(() => pinecone.close())

const isolation = async () => tenantIsolation.judge(await observeStoreIsolation(store, key))
const search = async (limitMs = 500) => vectorSearch(limitMs).judge(await observeStoreSearch(store, key))
const brokenIn = ({ evidence }: { evidence: readonly string[] }): string =>
  evidence.filter((line) => line.startsWith('Broken')).join('\n')
const broken = async (mine: VectorStore) =>
  (await mine.structure()).filter(({ holds }) => !holds).map(({ expects }) => expects)
const projectsNamed = (name: string) => [...pinecone.projects.values()].filter((it) => it.name === name)
const keysOf = (name: string) =>
  [...pinecone.keys.values()]
    .filter(({ project_id: id }) => projectsNamed(name).some((project) => project.id === id))
    .map((held) => held.name)
const numbers = (first: number): readonly number[] =>
  Array.from({ length: 1536 }, (_, at) => (at === 0 ? first : 1))
const records = async function* (...all: readonly VectorRecord[]) {
  await Promise.resolve()
  yield* all
}

describe('a tenant in Pinecone', () => {
  test('is kept apart, proven by what its key may not do; no probe and no lent key is left', async () => {
    const judged = await isolation()
    expect(judged).toMatchObject({ outcome: 'pass' })
    for (const name of [store.own, ours.other]) expect(pinecone.held(name)).toEqual({ 'landlord-probes': [] })
    expect(keysOf(store.own)).toEqual(['landlord-tenant'])
    expect(keysOf(ours.other)).toEqual([])
  })

  test('finds its known nearest neighbours, though what is written is found only later', async () => {
    const judged = await search(60_000)
    expect(judged).toMatchObject({ outcome: 'pass' })
    expect(judged.evidence.join('\n')).toContain(
      'Recall 1.00 of the ten nearest of 60 (1536 dimensions, Pinecone).',
    )
    expect(pinecone.held(store.own)).toEqual({ 'landlord-probes': [] })
  })

  test.each<[string, Bend, string]>([
    ['no key is asked for', 'open', 'Without a key, and with one that nobody signed'],
    ['any key will do', 'credulous', 'Without a key, and with one that nobody signed'],
    ["a key opens other tenants' projects", 'wide', "Searching another tenant's namespace is refused"],
    ['it opens them for writing', 'wide', "Inserting one into another tenant's namespace is refused"],
    ['it shows their indexes', 'wide', 'The tenant sees no namespace but its own'],
    ['it passes for a service account', 'trusting', 'The tenant sees no namespace but its own'],
    ['it may make indexes', 'admin', 'Making a namespace there is refused'],
  ])('isolation fails when %s', async (_, how, evidence) => {
    const judged = await pinecone.bend(how, isolation)
    expect(judged.outcome).toBe('fail')
    expect(brokenIn(judged)).toContain(evidence)
    expect(projectsNamed(store.own)[0]?.indexes.get('landlord-forbidden')?.terminating).not.toBe(false)
  })

  test.each<[Bend, number, string]>([
    ['lossy', 60_000, 'Recall'],
    ['slow', 20, 'p95'],
  ])('the search fails when it is %s', async (how, limitMs, evidence) => {
    const judged = await pinecone.bend(how, () => search(limitMs))
    expect(judged.outcome).toBe('fail')
    expect(brokenIn(judged)).toContain(evidence)
  })

  test('one that is down, or never comes to find what was written, is no failed check: the looking throws', async () => {
    await pinecone.bend('down', async () => {
      await expect(observeStoreIsolation(store, key)).rejects.toThrow('answered 503')
      await expect(observeStoreSearch(of('acme'), key)).rejects.toThrow('answered 503')
    })
    const [id = '', secret = ''] = pinecone.key.split(/:(.*)/)
    const account = { api: pinecone.url, login: pinecone.url, id, secret }
    const place = { cloud: 'aws', region: 'eu-west-1' }
    const impatient = pineconeStore(account, { tenant: 'acme', place, patienceMs: 300 })
    await pinecone.bend('stale', async () => {
      await expect(observeStoreSearch(impatient, key)).rejects.toThrow('could not be found within 0.3 s')
    })
    await expect(
      pineconeStore({ ...account, secret: 'x' }, { tenant: 'acme', place, patienceMs: 1 }).up(),
    ).rejects.toThrow('it refuses (HTTP 401)')
  })

  test('isolation and search fail when its key was taken back, or its index is gone', async () => {
    const mine = of('taken-back')
    await mine.up()
    const old = await mine.keys.mint('write')
    await pinecone.bend('forgetful', async () => {
      // The list is what says so here, so a key that lives on is not waited for.
      expect(await mine.keys.works(old, 'write')).toBe(true)
    })
    await mine.keys.revoke()
    expect(await mine.keys.works(old, 'write')).toBe(false)
    expect(vectorSearch(500).judge(await observeStoreSearch(mine, old)).outcome).toBe('fail')
    expect(tenantIsolation.judge(await observeStoreIsolation(mine, old)).outcome).toBe('fail')
    const again = await mine.keys.mint('write')
    await pinecone.removeIndex(mine.own)
    const later = of('taken-back')
    expect(vectorSearch(500).judge(await observeStoreSearch(later, again)).outcome).toBe('fail')
    expect(await broken(later)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Its index holds vectors'),
        'Pinecone calls it ready.',
      ]),
    )
    await later.up()
    expect(await broken(later)).toEqual([])
    await later.down()
  })

  test('has one key at a time; a reading one writes nothing, and neither makes or sees an index', async () => {
    const mine = of('one-key')
    await mine.up()
    const [first, second] = [await mine.keys.mint('write'), await mine.keys.mint('read', new Date(0))]
    expect(keysOf(mine.own)).toEqual(['landlord-tenant 1970-01-01T00:00:00.000Z'])
    expect(await mine.keys.works(first, 'write')).toBe(false)
    expect(await mine.keys.works(second, 'read')).toBe(true)
    expect(await mine.keys.works(second, 'write')).toBe(false)
    expect(await mine.keys.observe()).toBe('read')
    const reader = mine.as(second)
    const planted = await reader.namespace(mine.own).plant([{ id: randomUUID(), numbers: numbers(1) }])
    expect(planted).toEqual({ said: 'no', why: 'HTTP 403' })
    expect(await reader.list()).toEqual({ said: 'no', why: 'HTTP 403' })
    // One that was lent and never taken back goes when the tenant is made again.
    await mine.up()
    expect(await mine.keys.observe()).toBe('nothing')
    await mine.down()
    expect(await mine.keys.observe()).toBe('nothing')
  })

  test('a key that somebody else made is found, and a killed operator’s swept', async () => {
    const mine = of('other-keys')
    await mine.up()
    const [project] = projectsNamed(mine.own)
    const add = (name: string) =>
      pinecone.keys.set(randomUUID(), {
        ...{ id: randomUUID(), name, project_id: project?.id ?? '', roles: ['ProjectEditor'], calls: 0 },
      })
    add('landlord-operator 2026-01-01T00:00:00.000Z')
    add("somebody's")
    await mine.up()
    expect(keysOf(mine.own)).toEqual(["somebody's"])
    expect(await broken(mine)).toEqual(['Nobody else has a key to the project.'])
    await mine.down()
    expect(keysOf(mine.own)).toEqual([])
  })

  test('one that was made half, or twice, becomes whole, and removing it removes all of it', async () => {
    const mine = of('half-made')
    for (const at of ['1', '2'])
      pinecone.projects.set(at, { id: at, name: mine.own, created_at: at, indexes: new Map() })
    expect(await broken(mine)).toContain(
      'The tenant has a project of its own in Pinecone, and no second one.',
    )
    expect(await mine.leftovers()).toEqual({ namespace: true, vectors: 0, keys: 0 })
    await mine.up()
    expect(projectsNamed(mine.own).map(({ id }) => id)).toEqual(['1'])
    expect(await broken(mine)).toEqual([])
    expect(await broken(of('half-made', 'us-east-1'))).toEqual([
      'Its index is serverless, in us-east-1 (aws).',
    ])
    await mine.operate(async (operator) =>
      expect(await operator.create('by-hand')).toMatchObject({ said: 'yes' }),
    )
    await mine.down()
    expect(projectsNamed(mine.own)).toEqual([])
    expect(await mine.leftovers()).toEqual({ namespace: false, vectors: 0, keys: 0 })
  })

  test('what it keeps in several namespaces is read and written as it is, probes apart', async () => {
    const [mine, copy] = [of('parts'), of('parts-copy')]
    for (const each of [mine, copy]) await each.up()
    const kept: readonly VectorRecord[] = [
      { id: 'a', vector: numbers(1), payload: { title: 'first' } },
      { id: 'b'.repeat(512), vector: numbers(2), namespace: 'drafts' },
    ]
    expect(await mine.write(records(...kept))).toBe(2)
    await mine.operate((operator) =>
      operator.namespace(mine.own).plant([{ id: 'probe', numbers: numbers(3) }]),
    )
    const read: VectorRecord[] = []
    for await (const record of mine.records()) read.push(record)
    expect(read).toEqual(kept)
    expect(await copy.write(mine.records())).toBe(2)
    expect(pinecone.held(copy.own)).toEqual({ __default__: ['a'], drafts: ['b'.repeat(512)] })
    expect((await mine.leftovers()).vectors).toBe(2)
    await copy.forget([{ id: 'b'.repeat(512), namespace: 'drafts' }, { id: 'never-there' }])
    expect(pinecone.held(copy.own)).toEqual({ __default__: ['a'], drafts: [] })
    for (const each of [mine, copy]) await each.down()
  })

  test.each([
    ['vectors-1.svc.aped-4627.pinecone.io', 'https://vectors-1.svc.aped-4627.pinecone.io'],
    ['pinecone.io.example.com', undefined],
    ['evilpinecone.io', undefined],
    ['169.254.169.254', undefined],
  ])('a key goes to a host of Pinecone and to no other: %s', (host, address) => {
    const read = () => addressIn({ name: 'vectors', host }, 'https://api.pinecone.io')
    if (address === undefined) expect(read).toThrow('which is none of pinecone.io')
    else expect(read()).toBe(address)
  })
})
