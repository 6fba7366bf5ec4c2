/** In portions that weigh `most` at most, each item 1 unless `weigh` says otherwise; nothing gives none. */
export async function* batchesOf<T>(
  items: AsyncIterable<T>,
  most: number,
  weigh: (item: T) => number = () => 1,
): AsyncIterable<readonly T[]> {
  let [batch, weight]: [T[], number] = [[], 0]
  for await (const item of items) {
    const more = weigh(item)
    if (batch.length > 0 && weight + more > most) {
      yield batch
      ;[batch, weight] = [[], 0]
    }
    batch.push(item)
    weight += more
  }
  if (batch.length > 0) yield batch
}
