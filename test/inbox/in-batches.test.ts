import { expect, test } from '@jest/globals'
import { inBatches } from '../../src/inbox/in-batches.ts'

const never = () => undefined

/** Work whose batches wait until they are let go. */
function held() {
  const batches: (readonly number[])[] = []
  const ends: Readonly<{ resolve: () => void; reject: (why: Error) => void }>[] = []
  const work = (items: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      batches.push(items)
      ends.push({ resolve, reject })
    })
  return { batches, ends, work }
}

test('one that comes alone goes at once; what comes meanwhile goes together, no more than the most', async () => {
  const { batches, ends, work } = held()
  const add = inBatches(work, { largest: 3 })
  const all = [1, 2, 3, 4, 5].map(add)
  expect(batches).toEqual([[1]])
  ends[0]?.resolve()
  await all[0]
  expect(batches).toEqual([[1], [2, 3, 4]])
  ends[1]?.resolve()
  await Promise.all(all.slice(1, 4))
  expect(batches).toEqual([[1], [2, 3, 4], [5]])
  ends[2]?.resolve()
  await all[4]
})

test('a batch that fails fails for those in it and for nobody else', async () => {
  const { ends, work } = held()
  const add = inBatches(work)
  const [first, second, third] = [add(1), add(2), add(3)]
  for (const one of [first, second, third]) one.catch(never)
  ends[0]?.resolve()
  await first
  ends[1]?.reject(new Error('away'))
  await expect(second).rejects.toThrow('away')
  await expect(third).rejects.toThrow('away')
  const fourth = add(4)
  ends[2]?.resolve()
  await expect(fourth).resolves.toBeUndefined()
})

test('with a rest what comes within it goes together, and what comes long after goes at once', async () => {
  const batches: (readonly number[])[] = []
  const add = inBatches<number>((items) => Promise.resolve(void batches.push(items)), { restMs: 20 })
  await add(1)
  await Promise.all([2, 3, 4].map(add))
  expect(batches).toEqual([[1], [2, 3, 4]])
  await new Promise((resolve) => setTimeout(resolve, 60))
  const late = add(5)
  expect(batches.at(-1)).toEqual([5])
  await late
})
