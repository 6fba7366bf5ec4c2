import { setTimeout as pause } from 'node:timers/promises'

/** `restMs`: how long to gather after a batch, so that many small ones become a few. */
type Size = Readonly<{ largest?: number; restMs?: number }>

/**
 * One batch at a time: what arrives while one is under way makes the next. A single item goes at once, a thousand a
 * second share a few dozen statements. A batch that fails fails for everything in it.
 */
export function inBatches<Item>(
  work: (items: readonly Item[]) => Promise<void>,
  { largest = 500, restMs = 0 }: Size = {},
): (item: Item) => Promise<void> {
  let waiting: Waiting<Item>[] = []
  let busy = false
  const drain = async (): Promise<void> => {
    if (busy) return
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, largest)
      waiting = waiting.slice(largest)
      try {
        await work(batch.map(({ item }) => item))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
      if (restMs > 0) await pause(restMs)
    }
    busy = false
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      void drain()
    })
}

type Waiting<Item> = Readonly<{ item: Item; resolve: () => void; reject: (error: unknown) => void }>
