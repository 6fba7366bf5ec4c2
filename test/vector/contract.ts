import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { VectorRecord, VectorStore } from '../../src/vector/store.ts'
import { tenantIsolation, type IsolationSeen } from '../../src/verification/tenant-isolation.ts'
import { dimensions } from '../../src/verification/vector-probe.ts'
import { vectorSearch, type VectorSearch } from '../../src/verification/vector-search.ts'

/** A tenant's vectors, wherever they are. `Key` is what its platform opens them with: an API key, or a login. */
export type Kept<Key> = Pick<VectorStore, 'up' | 'down' | 'structure' | 'records' | 'write' | 'forget'> &
  Readonly<{
    /** Vectors of the tenant's, and whether its place and a key are there. */
    left: () => Promise<Readonly<{ place: boolean; vectors: number; key: boolean }>>
    mint: () => Promise<Key>
    revoke: () => Promise<void>
    search: (key: Key) => Promise<VectorSearch>
    isolation: (key: Key) => Promise<IsolationSeen>
  }>

export type Rig<Key> = Readonly<{ of: (tenant: string) => Kept<Key>; close: () => Promise<void> }>

/** What every store of vectors does for its tenants, the same for all. */
export function keepsVectors<Key>(name: string, start: () => Promise<Rig<Key>>): void {
  describe(`vectors kept in ${name}`, () => {
    let rig: Rig<Key>
    let [one, other]: Kept<Key>[] = []
    const places = () => [one, other].filter((place) => place !== undefined)
    beforeAll(async () => {
      rig = await start()
      ;[one, other] = [rig.of('one-tenant'), rig.of('other-tenant')]
      for (const place of places()) await place.up()
    }, 60_000)
    afterAll(async () => {
      await rig.close()
    })
    const here = (): readonly [Kept<Key>, Kept<Key>] => {
      if (one === undefined || other === undefined) throw new Error('It did not start.')
      return [one, other]
    }
    const broken = async (place: Kept<Key>) =>
      (await place.structure()).filter(({ holds }) => !holds).map(({ expects }) => expects)

    test('a place is made as often as one likes, and is then as it must be', async () => {
      const [mine] = here()
      await mine.up()
      expect(await broken(mine)).toEqual([])
      expect(await mine.left()).toMatchObject({ place: true, vectors: 0 })
    })

    test('its key finds the known nearest neighbours and nothing of another, and no trace is left', async () => {
      const [mine] = here()
      const key = await mine.mint()
      expect(await judgedSearch(mine, key)).toMatchObject({ outcome: 'pass' })
      const judged = tenantIsolation.judge(await mine.isolation(key))
      expect(judged).toMatchObject({ outcome: 'pass' })
      expect(await settled(mine, 0)).toBe(0)
      expect(await all(mine.records())).toEqual([])
    })

    test('what is written is read whole, goes to another tenant, and stays where it is', async () => {
      const [mine, theirs] = here()
      expect(await mine.write(listed(manyRecords))).toBe(manyRecords.length)
      const read = await all(mine.records())
      expect(idsOf(read)).toEqual(idsOf(manyRecords))
      expect(numbersOf(read, manyRecords[0]?.id)).toEqual(manyRecords[0]?.vector)
      expect(await theirs.write(mine.records())).toBe(manyRecords.length)
      expect(await settled(theirs, manyRecords.length)).toBe(manyRecords.length)
      // Once more: each over what has its id.
      expect(await theirs.write(mine.records())).toBe(manyRecords.length)
      expect(idsOf(await all(theirs.records()))).toEqual(idsOf(manyRecords))
      await theirs.forget(manyRecords.slice(0, 30))
      expect(idsOf(await all(theirs.records()))).toEqual(idsOf(manyRecords.slice(30)))
      expect(await settled(mine, manyRecords.length)).toBe(manyRecords.length)
    })

    test('a search among what the tenant keeps still finds the known nearest', async () => {
      const [mine] = here()
      expect(await judgedSearch(mine, await mine.mint())).toMatchObject({ outcome: 'pass' })
      expect(await settled(mine, manyRecords.length)).toBe(manyRecords.length)
    })

    test('a key that was taken back opens nothing, nor does one of another tenant', async () => {
      const [mine, theirs] = here()
      const [key, foreign] = [await mine.mint(), await theirs.mint()]
      await mine.revoke()
      for (const bad of [key, foreign])
        expect(await judgedSearch(mine, bad)).toMatchObject({ outcome: 'fail' })
      expect(tenantIsolation.judge(await mine.isolation(foreign)).outcome).toBe('fail')
      expect(await judgedSearch(mine, await mine.mint())).toMatchObject({ outcome: 'pass' })
    })

    test('nothing is left of one that is removed, however often, and the other keeps its own', async () => {
      const [mine, theirs] = here()
      await mine.down()
      await mine.down()
      expect(await mine.left()).toEqual({ place: false, vectors: 0, key: false })
      expect(await broken(theirs)).toEqual([])
      expect(await settled(theirs, manyRecords.length - 30)).toBe(manyRecords.length - 30)
      await theirs.down()
    })
  })
}

const judgedSearch = async <Key>(place: Kept<Key>, key: Key) =>
  // How long it takes is the stand-in's doing, and this machine's.
  vectorSearch(60_000).judge(await place.search(key))

/** A count may lag behind: the last of a few looks. */
async function settled<Key>(place: Kept<Key>, wanted: number): Promise<number> {
  for (let looks = 0; ; looks++) {
    const { vectors } = await place.left()
    if (vectors === wanted || looks === 5) return vectors
  }
}

/** More than a page of any store. */
const manyRecords: readonly VectorRecord[] = Array.from({ length: 130 }, (_, at) => ({
  id: randomUUID(),
  vector: Array.from({ length: dimensions }, (_, place) => (place % 130 === at ? 1 : 0)),
  payload: { title: `t${at}` },
}))

const idsOf = (records: readonly VectorRecord[]) => records.map(({ id }) => id).toSorted()

async function all(records: AsyncIterable<VectorRecord>): Promise<readonly VectorRecord[]> {
  const found: VectorRecord[] = []
  for await (const record of records) found.push(record)
  return found
}

const numbersOf = (records: readonly VectorRecord[], wanted: VectorRecord['id'] | undefined) =>
  records.find(({ id }) => id === wanted)?.vector

// eslint-disable-next-line @typescript-eslint/require-await -- as they come from a store
async function* listed(records: readonly VectorRecord[]): AsyncIterable<VectorRecord> {
  yield* records
}
