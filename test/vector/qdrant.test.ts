import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { vectorStoreOf } from '../../src/vector/connect.ts'
import { ours } from '../../src/vector/names.ts'
import { observeStoreIsolation } from '../../src/vector/observe-isolation.ts'
import { observeStoreSearch } from '../../src/vector/observe-search.ts'
import { granted, type VectorRecord, type VectorStore } from '../../src/vector/store.ts'
import { tenantIsolation } from '../../src/verification/tenant-isolation.ts'
import { vectorSearch } from '../../src/verification/vector-search.ts'
import { startQdrant, type AQdrant, type Bend } from './a-qdrant.ts'

let qdrant: AQdrant
let store: VectorStore
let key = ''
const of = (tenant: string): VectorStore =>
  vectorStoreOf(
    'qdrant',
    { tenant, region: undefined },
    {
      LANDLORD_PLATFORM_VECTOR_URL: qdrant.url,
      LANDLORD_PLATFORM_VECTOR_KEY: qdrant.key,
    },
  )
beforeAll(async () => {
  qdrant = await startQdrant()
  store = of('acme')
  await store.up()
  key = await store.keys.mint('write')
})
afterAll(() => qdrant.close())

const isolation = async () => tenantIsolation.judge(await observeStoreIsolation(store, key))
const search = async (limitMs = 500) => vectorSearch(limitMs).judge(await observeStoreSearch(store, key))
const brokenIn = ({ evidence }: { evidence: readonly string[] }): string =>
  evidence.filter((line) => line.startsWith('Broken')).join('\n')
const numbers = (first: number): readonly number[] =>
  Array.from({ length: 1536 }, (_, at) => (at === 0 ? first : 1))

describe('a tenant in Qdrant', () => {
  test('is kept apart, proven by what its key may not do, and no trace of the looking is left', async () => {
    expect(await isolation()).toMatchObject({ outcome: 'pass' })
    for (const name of [store.own, ours.other]) expect(qdrant.collections.get(name)?.points.size).toBe(0)
    expect(qdrant.collections.has(ours.forbidden)).toBe(false)
  })

  test('finds its known nearest neighbours, and no trace is left of those either', async () => {
    const judged = await search(60_000)
    expect(judged).toMatchObject({ outcome: 'pass' })
    expect(judged.evidence.join('\n')).toContain(
      'Recall 1.00 of the ten nearest of 60 (1536 dimensions, Qdrant).',
    )
    expect(qdrant.collections.get(store.own)?.points.size).toBe(0)
  })

  test.each<[string, Bend, string]>([
    ['Qdrant asks for no key, as it comes', 'open', 'Without a key, and with one that nobody signed'],
    ['it believes whoever signed', 'credulous', 'Without a key, and with one that nobody signed'],
    ["a key opens other tenants' collections", 'wide', "Searching another tenant's namespace is refused"],
    ['a key opens them for writing', 'wide', "Inserting one into another tenant's namespace is refused"],
    ['a key shows their names', 'wide', 'The tenant sees no namespace but its own'],
    ['a key may make collections', 'admin', 'Making a namespace there is refused'],
  ])('isolation fails when %s', async (_, how, evidence) => {
    const judged = await qdrant.bend(how, isolation)
    expect(judged.outcome).toBe('fail')
    expect(brokenIn(judged)).toContain(evidence)
    expect(qdrant.collections.has(ours.forbidden)).toBe(false)
    expect(await isolation()).toMatchObject({ outcome: 'pass' })
  })

  test('isolation and search fail when its key was taken back, and not when Qdrant forgets to look', async () => {
    const mine = of('taken-back')
    await mine.up()
    const old = await mine.keys.mint('write')
    await mine.keys.revoke()
    expect(await mine.keys.works(old, 'write')).toBe(false)
    expect(vectorSearch(500).judge(await observeStoreSearch(mine, old)).outcome).toBe('fail')
    expect(tenantIsolation.judge(await observeStoreIsolation(mine, old)).outcome).toBe('fail')
    await qdrant.bend('forgetful', async () => expect(await mine.keys.works(old, 'write')).toBe(true))
    await mine.down()
  })

  test('both fail when its collection is gone', async () => {
    const mine = of('gone')
    await mine.up()
    const old = await mine.keys.mint('write')
    qdrant.collections.delete(mine.own)
    expect(vectorSearch(500).judge(await observeStoreSearch(mine, old)).outcome).toBe('fail')
    const judged = tenantIsolation.judge(await observeStoreIsolation(mine, old))
    expect(judged.outcome).toBe('fail')
    expect(brokenIn(judged)).toContain('The tenant has a collection of its own')
    await mine.down()
  })

  test.each<[Bend, number, string]>([
    ['lossy', 60_000, 'Recall'],
    ['slow', 20, 'p95'],
  ])('the search fails when it is %s', async (how, limitMs, evidence) => {
    const judged = await qdrant.bend(how, () => search(limitMs))
    expect(judged.outcome).toBe('fail')
    expect(brokenIn(judged)).toContain(evidence)
  })

  test('a Qdrant that is down is no failed check: the looking throws', async () => {
    await qdrant.bend('down', async () => {
      await expect(observeStoreIsolation(store, key)).rejects.toThrow('answered 503')
      await expect(observeStoreSearch(store, key)).rejects.toThrow('answered 503')
    })
  })

  test('has one key at a time: a new one takes the old one back, and a reading one writes nothing', async () => {
    const mine = of('one-key')
    await mine.up()
    const [first, second] = [await mine.keys.mint('write'), await mine.keys.mint('read')]
    expect(await mine.keys.works(first, 'write')).toBe(false)
    expect(await mine.keys.works(second, 'read')).toBe(true)
    expect(await mine.keys.works(second, 'write')).toBe(false)
    expect(await mine.keys.observe()).toBe('read')
    const planted = await mine
      .as(second)
      .namespace(mine.own)
      .plant([{ id: randomUUID(), numbers: numbers(1) }])
    expect(planted).toEqual({ said: 'no', why: 'HTTP 403' })
    expect(await mine.keys.works(await mine.keys.mint('write', new Date(Date.now() - 1000)), 'write')).toBe(
      false,
    )
    await mine.down()
    expect(await mine.keys.observe()).toBe('nothing')
  })

  test('is made as often as one likes, written out page by page, and removed without a trace', async () => {
    const before = [...qdrant.collections.keys()]
    const mine = of('gone-soon')
    await mine.up()
    await mine.up()
    expect((await mine.structure()).filter(({ holds }) => !holds)).toEqual([])
    const points = Array.from({ length: 501 }, (_, at) => ({
      id: randomUUID(),
      vector: [...numbers(at)],
      payload: { title: `t${at}` },
    }))
    for (const point of points) qdrant.collections.get(mine.own)?.points.set(point.id, point)
    await mine.operate(async (operator) =>
      granted(await operator.namespace(mine.own).plant([{ id: randomUUID(), numbers: numbers(0) }])),
    )
    await mine.keys.mint('write')
    expect(await mine.leftovers()).toEqual({ namespace: true, vectors: 501, keys: 1 })
    const found: VectorRecord[] = []
    for await (const record of mine.records()) found.push(record)
    expect(found.map(({ payload }) => payload)).toEqual(points.map(({ payload }) => payload))
    expect(found.at(-1)).toEqual(points.at(-1))
    const copy = of('copied-to')
    await copy.up()
    expect(await copy.write(mine.records())).toBe(501)
    expect((await copy.leftovers()).vectors).toBe(501)
    await copy.down()
    await mine.down()
    await mine.down()
    expect(await mine.leftovers()).toEqual({ namespace: false, vectors: 0, keys: 0 })
    expect([...qdrant.collections.keys()]).toEqual(before)
  })

  test.each(['..', 'a/b', 'Acme', 'a?x=1', 'landlord_probe', 'x'])(
    'an id that leads elsewhere is none: %j',
    (id) => {
      expect(() => of(id)).toThrow('is no tenant id')
    },
  )
})
