import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { BareOrder, BareReport } from './bare-client.ts'

/** The process that sends calls bare. */
export type Bare = Readonly<{ send: (order: BareOrder) => Promise<BareReport>; close: () => void }>

export function startBare(): Bare {
  const child = fork(join(import.meta.dirname, 'bare-client.ts'))
  const broken = once(child, 'exit').then(() => {
    throw new Error('The bare client ended.')
  })
  broken.catch(() => undefined)
  return {
    send: async (order) => {
      const answered = once(child, 'message') as Promise<[BareReport]>
      child.send(order)
      const [report] = await Promise.race([answered, broken])
      return report
    },
    close: () => child.disconnect(),
  }
}
