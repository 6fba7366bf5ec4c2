import type { Review } from '../../approvals/people.ts'
import type { Estimate } from '../../cost/estimate.ts'
import { renderMoney, type Currency, type Money } from '../../tenant/money.ts'

/** What a change was expected to cost a month when somebody approved it. */
export type Amount = Readonly<{ monthly: Money; /** Parts without a price. */ unpriced: number }>

/** By review: what Landlord first saw it approve. */
export type ApprovedAmounts = Readonly<Record<string, Amount>>

/** A review is given once, by one person, at one commit. */
export const reviewKey = ({
  login,
  sha,
  submittedAt,
}: Pick<Review, 'login' | 'sha' | 'submittedAt'>): string => `${login.toLowerCase()} ${sha} ${submittedAt}`

/** All of a pull request together; undefined where nothing is priced. */
export function amountOf(costs: readonly Readonly<{ after: Estimate | undefined }>[]): Amount | undefined {
  const after = costs.flatMap((cost) => cost.after ?? [])
  const [first] = after
  if (first === undefined) return undefined
  const { currency } = first.monthly.expected
  return {
    monthly: { currency, minor: after.reduce((sum, { monthly }) => sum + monthly.expected.minor, 0n) },
    unpriced: after.reduce(
      (sum, { lines }) => sum + lines.filter(({ monthly }) => monthly === undefined).length,
      0,
    ),
  }
}

/**
 * Why an approval is not good for what it costs now; undefined where it is. It is good up to the amount it saw: the
 * same and less keep it, more does not, nor does a part more whose price nobody knows.
 */
export function beyondApproval(seen: Amount | undefined, now: Amount | undefined): string | undefined {
  if (seen === undefined || now === undefined) return undefined
  const again = 'please review again'
  if (seen.monthly.currency !== now.monthly.currency)
    return `approved in ${seen.monthly.currency}, and the estimate is in ${now.monthly.currency} now: ${again}`
  if (now.monthly.minor > seen.monthly.minor)
    return `approved up to ${renderMoney(seen.monthly)} a month, and the estimate is ${renderMoney(now.monthly)} now: ${again}`
  return now.unpriced > seen.unpriced
    ? `approved with ${parts(seen.unpriced)} unpriced, and now it is ${parts(now.unpriced)}: ${again}`
    : undefined
}

const parts = (count: number): string => `${count} ${count === 1 ? 'part' : 'parts'}`

/** What is to be kept: the approvals that were not seen before, each with what it approves. */
export function amountsToKeep(
  reviews: readonly Review[],
  known: ApprovedAmounts,
  now: Amount | undefined,
): ApprovedAmounts {
  if (now === undefined) return {}
  const fresh = reviews.filter(
    (review) => review.state === 'APPROVED' && !Object.hasOwn(known, reviewKey(review)),
  )
  return Object.fromEntries(fresh.map((review) => [reviewKey(review), now]))
}

/** As it lies in a database. */
export type KeptAmount = Readonly<{ review: string; currency: Currency; minor: string; unpriced: number }>
