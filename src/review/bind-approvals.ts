import { approvalDigest } from '../approvals/digest.ts'
import type { Binding } from '../approvals/opinions.ts'
import type { Seat } from '../approvals/seat.ts'
import { exchangeRatesPath } from '../cost/exchange-rates.ts'
import { pricesPath } from '../cost/price-book.ts'
import { amountOf, beyondApproval, reviewKey } from './approved-amounts.ts'
import type { ReviewInput } from './input.ts'
import type { CostChange } from './verdict.ts'

/**
 * What the approvals of these seats look at, now and at the commits that were approved before. Prices and rates are not
 * in it: what they come to is, as an amount that an approval is good up to.
 */
export function bindApprovals(
  seats: readonly Seat[],
  { input, costs }: Readonly<{ input: ReviewInput; costs: readonly CostChange[] }>,
): Binding {
  const covered = new Set(seats.flatMap(({ files }) => files))
  const files = input.files.filter(({ path }) => covered.has(path))
  const rules = input.rules.filter(({ path }) => path !== pricesPath && path !== exchangeRatesPath)
  const digestOf = (blobAt: (path: string) => string | undefined) =>
    approvalDigest({ files: files.map(({ path }) => ({ path, blob: blobAt(path) })), rules })
  const now = new Map(files.map(({ path, after }) => [path, after?.blob]))
  const { approvedAmounts = {} } = input
  return {
    digest: digestOf((path) => now.get(path)),
    headSha: input.pull?.headSha ?? '',
    digestAt: Object.fromEntries(
      Object.entries(input.reviewed).map(([sha, blobs]) => [
        sha,
        digestOf((path) => (Object.hasOwn(blobs, path) ? blobs[path] : undefined)),
      ]),
    ),
    beyond: (review) => beyondApproval(approvedAmounts[reviewKey(review)], amountOf(costs)),
  }
}
