import { setTimeout as sleep } from 'node:timers/promises'

export type Window = Readonly<{
  /** Resolves when the caller may go on; in the order of asking. */
  enter: () => Promise<void>
}>

type Options = Readonly<{
  most: number
  ms: number
  now?: () => number
  pause?: (ms: number) => Promise<unknown>
}>

/** Lets at most so many through in any span of `ms` milliseconds; the others wait. */
export function slidingWindow({ most, ms, now = () => performance.now(), pause = sleep }: Options): Window {
  const entered: number[] = []
  let line: Promise<void> = Promise.resolve()
  const enter = async (): Promise<void> => {
    for (;;) {
      while (entered[0] !== undefined && entered[0] <= now() - ms) entered.shift()
      const [oldest] = entered
      if (oldest === undefined || entered.length < most) break
      await pause(oldest + ms - now())
    }
    entered.push(now())
  }
  return { enter: () => (line = line.then(enter)) }
}
