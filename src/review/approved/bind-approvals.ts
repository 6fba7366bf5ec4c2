import { approvalDigest } from '../../approvals/digest.ts'
import type { Binding } from '../../approvals/opinions.ts'
import type { Review } from '../../approvals/people.ts'
import type { Seat } from '../../approvals/seat.ts'
import { exchangeRatesPath } from '../../cost/exchange-rates.ts'
import { pricesPath } from '../../cost/price-book.ts'
import { amountOf, beyondApproval, reviewKey } from './approved-amounts.ts'
import { otherRules, type Basis } from './approved-rules.ts'
import type { ReviewInput } from '../input.ts'
import { quote } from '../../tenant/yaml/quote.ts'
import type { CostChange } from '../verdict.ts'

/**
 * What the approvals of these seats look at, each at its own files, and whether that is still what was approved. Prices
 * and rates are not in it: what they come to is, as an amount that an approval is good up to.
 */
export function bindApprovals(
  seats: readonly Seat[],
  { input, costs, basis }: Readonly<{ input: ReviewInput; costs: readonly CostChange[]; basis: Basis }>,
): Binding {
  const covered = new Set(seats.flatMap(({ files }) => files))
  const rules = input.rules.filter(({ path }) => path !== pricesPath && path !== exchangeRatesPath)
  const now = new Map(input.files.map(({ path, after }) => [path, after?.blob]))
  const files = [...now].filter(([path]) => covered.has(path)).map(([path, blob]) => ({ path, blob }))
  const { approvedAmounts = {}, approvedRules = {} } = input
  return {
    digest: approvalDigest({ files, rules }),
    beyond: (review) => beyondApproval(approvedAmounts[reviewKey(review)], amountOf(costs)),
    lapsed: (review, seat) =>
      staleness(review, seat, { input, now }) ?? otherRules(approvedRules[reviewKey(review)], seat, basis),
  }
}

/** Whether the files that the seat is asked for are what they were at the commit that was approved. */
function staleness(
  { sha }: Review,
  { files }: Seat,
  { input, now }: Readonly<{ input: ReviewInput; now: ReadonlyMap<string, string | undefined> }>,
): string | undefined {
  // Reviews that are given in a file are of what lies there.
  if (sha === (input.pull?.headSha ?? '')) return undefined
  const seen = Object.hasOwn(input.reviewed, sha) ? input.reviewed[sha] : undefined
  if (seen === undefined)
    return `approved ${sha.slice(0, 7)}, and what was approved there is not known any more: please review again`
  const at = (path: string) => (Object.hasOwn(seen, path) ? seen[path] : undefined)
  const changed = files.filter((path) => at(path) !== now.get(path))
  return changed.length === 0
    ? undefined
    : `approved ${sha.slice(0, 7)}, and what was approved has changed since (${named(changed)}): please review again`
}

const named = (files: readonly string[]): string => {
  const [first = '', ...more] = files
  return more.length === 0 ? quote(first) : `${quote(first)} and ${more.length} more`
}
