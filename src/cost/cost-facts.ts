import { noCost, type CostFacts } from '../expression/cost-facts.ts'
import type { Money } from '../tenant/money.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { CostLine, Estimate } from './estimate.ts'
import { renderQuantity } from './quantity.ts'

/** A tenant with its estimate, before or after a change. */
export type Costed = Readonly<{ tenant: Tenant; estimate: Estimate | undefined }>

export type CostedChange = Readonly<{ before: Costed | undefined; after: Costed | undefined }>

/**
 * The facts of one moment of a change. What has no price makes a figure unknown rather than small: then nothing can be
 * decided on it, and whoever asks takes the careful answer. What is above a budget by its priced parts alone is above.
 */
export function costFacts(change: CostedChange, moment: 'before' | 'after'): CostFacts {
  const now = change[moment]
  if (now === undefined) return noCost('the tenant is not there')
  const { estimate } = now
  if (estimate === undefined) return noCost('the estate has no price book')
  const atLeast = estimate.monthly.expected.minor
  const unpriced = unpricedIn(estimate)
  const facts: Readonly<Record<string, Known>> = {
    atLeast,
    unpriced: BigInt(unpriced.length),
    monthly: unpriced.length === 0 ? atLeast : whyUnknown(estimate),
    increase: increaseOf(change),
    increasePercent: percentOf(change),
    overBudget: overBudget(now),
    crossesBudget: crossesBudget(change),
  }
  const known = Object.entries(facts).filter(([, value]) => typeof value !== 'string')
  const unknown = Object.entries(facts).filter(([, value]) => typeof value === 'string')
  return {
    values: Object.fromEntries(known) as CostFacts['values'],
    missing: Object.fromEntries(unknown.map(([field, why]) => [`cost.${field}`, String(why)])),
  }
}

/** A value, or why there is none. */
type Known<Value extends bigint | boolean = bigint | boolean> = Value | string

const unpricedIn = (estimate: Estimate | undefined): readonly CostLine[] =>
  (estimate?.lines ?? []).filter(({ monthly }) => monthly === undefined)

const whyUnknown = ({ lines, monthly: { expected } }: Estimate): string => {
  const unpriced = lines.filter(({ monthly }) => monthly === undefined).length
  const parts = `${unpriced} of ${lines.length} parts ${unpriced === 1 ? 'has' : 'have'} no price`
  return expected.minor === 0n ? parts : `${parts}, so it is more than what is priced`
}

/** A month more than before. A part without a price that does not change makes no difference. */
function increaseOf({ before, after }: CostedChange): Known<bigint> {
  const minor = (costed: Costed | undefined) => costed?.estimate?.monthly.expected.minor ?? 0n
  const open = (costed: Costed | undefined) =>
    unpricedIn(costed?.estimate).map(
      ({ sku, label, quantity }) => `${sku} ${label} ${renderQuantity(quantity)}`,
    )
  const [was, is] = [open(before), open(after)]
  const same = was.length === is.length && was.every((part) => is.includes(part))
  const blind = is.length > 0 ? after : before
  if (!same && blind?.estimate !== undefined) return whyUnknown(blind.estimate)
  return minor(after) - minor(before)
}

/** Hundredths of what it was, a part counting as a whole one; 0 for a new tenant, which has nothing to grow from. */
function percentOf(change: CostedChange): Known<bigint> {
  const { before } = change
  if (before === undefined) return 0n
  const increase = increaseOf(change)
  if (typeof increase === 'string') return increase
  if (increase <= 0n) return 0n
  const was = before.estimate?.monthly.expected.minor ?? 0n
  if (before.estimate !== undefined && unpricedIn(before.estimate).length > 0)
    return whyUnknown(before.estimate)
  return was === 0n ? 'it cost nothing before' : (increase * 100n + was - 1n) / was
}

/** Whether a year of the expected month is more than the budget. */
function overBudget({ tenant, estimate }: Costed): Known<boolean> {
  if (estimate === undefined) return 'the estate has no price book'
  const { expected } = estimate.monthly
  const budget: Money = tenant.budget.yearly
  if (budget.currency !== expected.currency)
    return `the budget is in ${budget.currency} and the estimate in ${expected.currency}`
  if (expected.minor * 12n > budget.minor) return true
  return unpricedIn(estimate).length === 0 ? false : whyUnknown(estimate)
}

/** Over the budget now, and not before: whoever was over it has been asked then. */
function crossesBudget({ before, after }: CostedChange): Known<boolean> {
  const was = before === undefined ? false : overBudget(before)
  const is = after === undefined ? false : overBudget(after)
  if (was === true || is === false) return false
  return typeof is === 'string' ? is : typeof was === 'string' ? was : true
}
