import { isWithin, type Holding } from './holding.ts'

/** The room that an approved pull request holds until it is merged or closed. */
export type Claim = Readonly<{
  pull: number
  headSha: string
  /** Order of arrival; of two claims the earlier one stands. */
  place: number
  holdings: readonly Holding[]
}>

/** A pull request keeps its place as long as it asks for no more than what it holds already. */
export const keepsPlace = (own: Claim | undefined, holdings: readonly Holding[]): own is Claim =>
  own !== undefined && holdings.every((holding) => own.holdings.some((held) => isWithin(holding, held)))

/**
 * The claims that count against a pull request: those before its own place, or all of them when it has none. So two
 * that do not fit together never refuse each other.
 */
export function claimsAhead(
  claims: readonly Claim[],
  pull: number | undefined,
  holdings: readonly Holding[],
): readonly Claim[] {
  const own = claims.find((claim) => claim.pull === pull)
  const others = claims.filter((claim) => claim.pull !== pull)
  return keepsPlace(own, holdings) ? others.filter(({ place }) => place < own.place) : others
}
