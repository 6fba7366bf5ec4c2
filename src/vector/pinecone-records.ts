import { batchesOf } from './batches.ts'
import { probes } from './names.ts'
import { openIndex, type Point, type VectorIndex } from './pinecone-calls.ts'
import { addressIn, type Borrowed, type Places } from './pinecone-place.ts'
import { granted, NoAnswerError, type VectorPlace, type VectorRecord } from './store.ts'
import { until } from './until.ts'

/** The namespace of those that name none. */
export const unnamed = '__default__'

/** Pinecone has no scroll: ids are listed page by page, and what is behind them is fetched. */
export async function* pineconeRecords(places: Places, own: string): AsyncIterable<VectorRecord> {
  const borrowed = await places.borrow(own)
  try {
    const index = indexOf(places, borrowed)
    for await (const { name } of index.namespaces()) {
      if (name === probes.namespace) continue
      for await (const ids of batchesOf(index.ids(name), lettersAtOnce, lettersOf))
        for (const { id, values, metadata } of await index.fetch(name, ids))
          yield {
            ...{ id, vector: values, ...(metadata ? { payload: metadata } : {}) },
            ...(name === unnamed || name === '' ? {} : { namespace: name }),
          }
    }
  } finally {
    await borrowed.giveBack()
  }
}

/** Ids may have 512 letters each, and all that are fetched at once stand in one address. */
const lettersAtOnce = 6000
const lettersOf = (id: string): number => encodeURIComponent(id).length + '&ids='.length

/** Two MB are the most that one call may hold; 1536 numbers take about 30 kB of it. */
const writtenAtOnce = 50

/** Done once the last of it can be found. */
export async function pineconeWrite(
  places: Places,
  own: string,
  records: AsyncIterable<VectorRecord>,
): Promise<number> {
  const borrowed = await places.borrow(own)
  try {
    const index = indexOf(places, borrowed)
    const written = new Map<string, readonly [Point, number | undefined]>()
    let count = 0
    for await (const batch of batchesOf(records, writtenAtOnce))
      for (const [name, some] of Map.groupBy(batch, ({ namespace = unnamed }) => namespace)) {
        const points = some.map(pointOf)
        const { lsn } = granted(await index.upsert(name, points))
        for (const last of points.slice(-1)) written.set(name, [last, lsn])
        count += points.length
      }
    for (const [name, [point, lsn]] of written)
      await until('what was written could not be found', places.patienceMs, () =>
        isFound(index, { name, point, lsn }),
      )
    return count
  } finally {
    await borrowed.giveBack()
  }
}

/** Done once no list has them. */
export async function pineconeForget(
  places: Places,
  own: string,
  records: readonly VectorPlace[],
): Promise<void> {
  const borrowed = await places.borrow(own)
  try {
    const index = indexOf(places, borrowed)
    for (const [name, some] of Map.groupBy(records, ({ namespace = unnamed }) => namespace)) {
      const ids = some.map(({ id }) => String(id))
      for (let at = 0; at < ids.length; at += removedAtOnce)
        granted(await index.remove(name, { ids: ids.slice(at, at + removedAtOnce) }))
      const gone = new Set(ids)
      await until('what was removed is still listed', places.patienceMs, async () => {
        for await (const id of index.ids(name)) if (gone.has(id)) return false
        return true
      })
    }
  } finally {
    await borrowed.giveBack()
  }
}

/** The most that Pinecone removes by one call. */
const removedAtOnce = 1000

const pointOf = ({ id, vector, payload }: VectorRecord): Point => ({
  id: String(id),
  values: vector,
  ...(payload === undefined ? {} : { metadata: payload }),
})

function indexOf({ api }: Places, { index, key }: Borrowed): VectorIndex {
  if (index === undefined) throw new NoAnswerError('The project in Pinecone has no index.')
  return openIndex(addressIn(index, api), key)
}

type Written = Readonly<{ name: string; point: Point; lsn: number | undefined }>

/** Whether a search already sees what was written: by the numbers that Pinecone gives its writes, else by finding it. */
export async function isFound(index: VectorIndex, { name, point, lsn }: Written): Promise<boolean> {
  const found = await index.query(name, point.values, 1)
  // Who may write and not read will find nothing, ever: whoever looks says so.
  if (found.said !== 'yes') return found.said === 'no'
  const { ids, lsn: seen } = found.value
  return lsn === undefined || seen === undefined ? ids.includes(point.id) : seen >= lsn
}
