import type { Estimate } from '../cost/estimate.ts'
import { renderChange, renderDifference, renderLarge, renderWhole } from '../cost/money-words.ts'
import { subtract, yearly, type Money } from '../tenant/money.ts'
import type { CostChange, Verdict } from './verdict.ts'

/** How many parts of it have no price. */
export const unpricedOf = ({ lines }: Estimate): number =>
  lines.filter(({ monthly }) => monthly === undefined).length

/** The expected monthly cost; "from …" where a part of it has no price, "not priced" where no part has one. */
export const monthlyOf = (estimate: Estimate | undefined): string | undefined =>
  estimate && priced(estimate, renderWhole(estimate.monthly.expected))

/** The same for a year, in words. */
export const yearlyOf = (estimate: Estimate | undefined): string | undefined =>
  estimate && priced(estimate, renderLarge(yearly(estimate.monthly.expected, 'month')))

function priced(estimate: Estimate, amount: string): string {
  const unpriced = unpricedOf(estimate)
  if (unpriced > 0 && unpriced === estimate.lines.length) return 'not priced'
  return `${unpriced > 0 ? 'from ' : ''}${amount}`
}

/** "+₹25,012 (+26 %)" a month; undefined where nothing changes or there is nothing to compare. */
export function differenceOf({ before, after }: CostChange): string | undefined {
  if (before === undefined || after === undefined) return undefined
  const difference = subtract(after.monthly.expected, before.monthly.expected)
  if (difference.minor === 0n) return undefined
  const share = renderChange(before.monthly.expected, after.monthly.expected)
  return `${renderDifference(difference)}${share === undefined ? '' : ` (${share})`}`
}

/** "Together ₹1,20,000 a month, ₹14.4 lakh a year: ₹20,000 a month more than now (+20 %)."; "from …" where a part has no price. */
export function totalOf(costs: readonly CostChange[], isCompared = true): string {
  const before = sum(costs.map((cost) => cost.before))
  const after = sum(costs.map((cost) => cost.after))
  if (after === undefined && before === undefined) return ''
  const currency = (after ?? before)?.currency ?? 'INR'
  const now: Money = after ?? { currency, minor: 0n }
  const was: Money = before ?? { currency, minor: 0n }
  const difference = subtract(now, was)
  const size = renderWhole({ currency, minor: difference.minor < 0n ? -difference.minor : difference.minor })
  const share = renderChange(was, now)
  const compared =
    difference.minor === 0n
      ? 'as now'
      : `${size} a month ${difference.minor > 0n ? 'more' : 'less'} than now${share === undefined ? '' : ` (${share})`}`
  const partly = costs.some(({ after: one }) => one !== undefined && unpricedOf(one) > 0)
  const together = `Together ${partly ? 'from ' : ''}${renderWhole(now)} a month, ${renderLarge(yearly(now, 'month'))} a year`
  return isCompared ? `${together}: ${compared}.` : `${together}.`
}

/** What every figure rests on, and how old the prices are on that day. */
export const basisWords = ({ basis, prices }: Pick<Verdict, 'basis' | 'prices'>): string =>
  [basis, prices?.age ?? ''].filter((part) => part !== '').join('; ')

/** All estimates of one verdict are in the estate's currency. */
function sum(estimates: readonly (Estimate | undefined)[]): Money | undefined {
  return estimates
    .flatMap((estimate) => (estimate === undefined ? [] : [estimate.monthly.expected]))
    .reduce<Money | undefined>(
      (total, money) => ({ currency: money.currency, minor: (total?.minor ?? 0n) + money.minor }),
      undefined,
    )
}
