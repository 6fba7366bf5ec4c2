/** One vector, known by its id. */
export type Vector = Readonly<{ id: string; numbers: readonly number[] }>

/** Vectors to plant, and searches among them whose answers are known. */
export type VectorProbe = Readonly<{
  planted: readonly Vector[]
  searches: readonly Readonly<{
    query: readonly number[]
    nearest: string
    tenNearest: ReadonlySet<string>
  }>[]
}>

/** Numbers of one vector: text-embedding-3-small, and what its larger sibling is asked to shorten to. */
export const dimensions = 1536
export const wanted = 10
const count = { planted: 60, searches: 20 }

/**
 * All about one direction, another one each time, to which whatever else is in the index is as good as orthogonal: so a
 * search among them is disturbed neither by the tenant's own vectors, nor by a canary of the check of isolation, nor by
 * those of an earlier look, which an index keeps until it is tidied. What should be found is worked out by comparing every
 * one with every query, so that the store's own answer is not its own judge. `random` gives 0 up to 1.
 */
export function planVectorProbe(random: () => number, newId: () => string): VectorProbe {
  const offset = (reach: number): number => (random() * 2 - 1) * reach
  const near = (numbers: readonly number[], reach: number): readonly number[] =>
    numbers.map((number) => number + offset(reach))
  const centre = Array.from({ length: dimensions }, () => offset(1))
  const planted = Array.from({ length: count.planted }, () => ({ id: newId(), numbers: near(centre, 1) }))
  return {
    planted,
    searches: planted.slice(0, count.searches).map((target) => {
      // A step away from a planted vector: that one is the known nearest neighbour.
      const query = near(target.numbers, 0.1)
      return { query, nearest: target.id, tenNearest: new Set(nearestOf(planted, query)) }
    }),
  }
}

/** How good the answers of all searches were. `answers` are ids, nearest first, one list for each search. */
export function tallyAnswers(
  { searches }: VectorProbe,
  answers: readonly (readonly string[])[],
): Readonly<{ known: number; recall: number }> {
  const seen = searches.map(({ nearest, tenNearest }, at) => {
    const answer = answers[at] ?? []
    return { known: answer[0] === nearest, found: answer.filter((id) => tenNearest.has(id)).length }
  })
  return {
    known: seen.filter(({ known }) => known).length,
    recall:
      seen.reduce((sum, { found }) => sum + found, 0) /
      searches.reduce((sum, { tenNearest }) => sum + tenNearest.size, 0),
  }
}

/** The ids of the nearest, by cosine, compared one by one. */
const nearestOf = (vectors: readonly Vector[], query: readonly number[]): readonly string[] =>
  vectors
    .map(({ id, numbers }) => ({ id, near: cosine(numbers, query) }))
    .toSorted((one, other) => other.near - one.near)
    .slice(0, wanted)
    .map(({ id }) => id)

export function cosine(one: readonly number[], other: readonly number[]): number {
  let [dot, ones, others] = [0, 0, 0]
  for (const [index, a] of one.entries()) {
    const b = other[index] ?? 0
    dot += a * b
    ones += a * a
    others += b * b
  }
  return dot / Math.sqrt(ones * others)
}
