import type { Charge } from './charges.ts'

/** Keeps count of what was spent of GitHub's limits, for one process or for all. */
export type Purse = Readonly<{
  /** Pays all charges, or none: then milliseconds until there may be room. 0 = paid. */
  take: (who: string, charges: readonly Charge[]) => Promise<number>
  /** GitHub has told `who` to be quiet for so long. */
  pause: (who: string, ms: number) => Promise<void>
}>

/** For a process of its own, such as a command. */
export function localPurse(now: () => number = () => performance.now()): Purse {
  const spent = new Map<string, Spent[]>()
  const quiet = new Map<string, number>()
  const take = (who: string, charges: readonly Charge[]): number => {
    const wait = Math.max((quiet.get(who) ?? 0) - now(), ...charges.map((one) => waitFor(who, one)))
    if (wait > 0) return Math.ceil(wait)
    for (const { bucket, cost } of charges) listOf(who, bucket).push({ at: now(), cost })
    return 0
  }
  const listOf = (who: string, bucket: string): Spent[] => {
    const key = `${who} ${bucket}`
    const list = spent.get(key) ?? []
    spent.set(key, list)
    return list
  }
  const waitFor = (who: string, { bucket, cost, most, seconds }: Charge): number => {
    const list = listOf(who, bucket)
    while (list[0] !== undefined && list[0].at <= now() - seconds * 1000) list.shift()
    let over = list.reduce((sum, one) => sum + one.cost, cost) - most
    // The oldest go first: there is room when enough of them are out of the window.
    for (const one of list) {
      if (over <= 0) return 0
      over -= one.cost
      if (over <= 0) return one.at + seconds * 1000 - now()
    }
    return 0
  }
  return {
    take: (who, charges) => Promise.resolve(take(who, charges)),
    pause: (who, ms) => Promise.resolve(void quiet.set(who, Math.max(quiet.get(who) ?? 0, now() + ms))),
  }
}

type Spent = Readonly<{ at: number; cost: number }>
