import type { Estimate } from '../cost/estimate.ts'
import { renderMoney, type Money } from '../tenant/money.ts'
import type { CostChange } from './verdict.ts'

/** The expected monthly cost; "from …" where a part of it has no price, "not priced" where no part has one. */
export function monthlyOf(estimate: Estimate | undefined): string | undefined {
  if (estimate === undefined) return undefined
  const unpriced = estimate.lines.filter(({ monthly }) => monthly === undefined).length
  if (unpriced > 0 && unpriced === estimate.lines.length) return 'not priced'
  return `${unpriced > 0 ? 'from ' : ''}${renderMoney(estimate.monthly.expected)}`
}

/** "Together ₹1,20,000 a month, ₹20,000 more than now."; "from …" where a part has no price. */
export function totalOf(costs: readonly CostChange[]): string {
  const before = sum(costs.map((cost) => cost.before))
  const after = sum(costs.map((cost) => cost.after))
  if (after === undefined && before === undefined) return ''
  const currency = (after ?? before)?.currency ?? 'INR'
  const minor = after?.minor ?? 0n
  const difference = minor - (before?.minor ?? 0n)
  const size = renderMoney({ currency, minor: difference < 0n ? -difference : difference })
  const compared = difference === 0n ? 'as now' : `${size} ${difference > 0n ? 'more' : 'less'} than now`
  const partly = costs.some(({ after: one }) => one?.lines.some(({ monthly }) => monthly === undefined))
  return `Together ${partly ? 'from ' : ''}${renderMoney({ currency, minor })} a month, ${compared}.`
}

/** All estimates of one verdict are in the estate's currency. */
function sum(estimates: readonly (Estimate | undefined)[]): Money | undefined {
  return estimates
    .flatMap((estimate) => (estimate === undefined ? [] : [estimate.monthly.expected]))
    .reduce<Money | undefined>(
      (total, money) => ({ currency: money.currency, minor: (total?.minor ?? 0n) + money.minor }),
      undefined,
    )
}
