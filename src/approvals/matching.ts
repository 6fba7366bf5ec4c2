import type { Login } from './seat.ts'

/** What a seat wants, and who could give it; people are told apart by the exact string. */
export type Demand = Readonly<{ needed: number; candidates: readonly Login[] }>

/**
 * Gives each person at most one seat so that as many seats as possible are full, then hands out who is left.
 * Answers who sits where, in the order of the demands. Same people, same answer, whatever their order.
 *
 * Seats for one are maximum bipartite matching (augmenting paths). Seats for several are all-or-nothing, which
 * no greedy order gets right, so every subset of them is tried; beyond twelve of them, only one after the other.
 */
export function assign(demands: readonly Demand[]): readonly (readonly Login[])[] {
  const several = demands.flatMap(({ needed }, seat) => (needed > 1 ? [seat] : []))
  const singles = demands.flatMap(({ needed }, seat) => (needed === 1 ? [seat] : []))
  let best = seatThem(demands, [], singles)
  if (several.length > 0) {
    const subsets = several.length > 12 ? chains(several) : subsetsOf(several)
    for (const wanted of subsets) {
      const tried = seatThem(demands, wanted, singles)
      if (tried !== undefined && full(demands, tried) > full(demands, best ?? [])) best = tried
    }
  }
  const seats = best ?? demands.map(() => [])
  for (const seat of several) fillUp(demands, seats, seat)
  return seats.map((people) => people.toSorted())
}

/** Seats `wanted` in full, or undefined; then as many of `singles` as can be. */
function seatThem(
  demands: readonly Demand[],
  wanted: readonly number[],
  singles: readonly number[],
): Login[][] | undefined {
  const seats: Login[][] = demands.map(() => [])
  for (const seat of wanted) if (fillUp(demands, seats, seat) < (demands[seat]?.needed ?? 0)) return undefined
  for (const seat of singles) fillUp(demands, seats, seat)
  return seats
}

/** Adds people to one seat, moving others between seats but never leaving one emptier. */
function fillUp(demands: readonly Demand[], seats: Login[][], seat: number): number {
  const sitting = (): number => seats[seat]?.length ?? 0
  while (sitting() < (demands[seat]?.needed ?? 0)) if (!augment(demands, seats, seat, new Set())) break
  return sitting()
}

function augment(demands: readonly Demand[], seats: Login[][], seat: number, tried: Set<Login>): boolean {
  for (const person of (demands[seat]?.candidates ?? []).toSorted()) {
    if (tried.has(person)) continue
    tried.add(person)
    const from = seats.findIndex((people) => people.includes(person))
    if (from === seat) continue
    if (from < 0 || augment(demands, seats, from, tried)) {
      if (from >= 0) seats[from] = (seats[from] ?? []).filter((other) => other !== person)
      seats[seat]?.push(person)
      return true
    }
  }
  return false
}

const full = (demands: readonly Demand[], seats: readonly (readonly Login[])[]): number =>
  demands.filter(({ needed }, seat) => (seats[seat]?.length ?? 0) >= needed).length

const subsetsOf = (items: readonly number[]): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, at) => (bits >> at) & 1))

const chains = (items: readonly number[]): readonly (readonly number[])[] =>
  items.map((_, end) => items.slice(0, end + 1))
