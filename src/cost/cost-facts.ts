import { costFields, noCost, type CostFacts, type CostField } from '../expression/cost-facts.ts'
import type { Money } from '../tenant/money.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Costing } from './estimate.ts'
import { renderQuantity } from './quantity.ts'

/** A tenant with what it costs, before or after a change. */
export type Costed = Readonly<{ tenant: Tenant; costing: Costing | undefined }>

export type CostedChange = Readonly<{ before: Costed | undefined; after: Costed | undefined }>

/**
 * The facts of one moment of a change. What has no price makes a figure unknown rather than small: then nothing can be
 * decided on it, and whoever asks takes the careful answer. What is above a budget by its priced parts alone is above.
 * `fields`: for whoever asks for some of them only.
 */
export function costFacts(
  change: CostedChange,
  moment: 'before' | 'after',
  fields: readonly string[] = costFields,
): CostFacts {
  const now = change[moment]
  if (now === undefined) return noCost('the tenant is not there')
  const { tenant, costing } = now
  if (costing === undefined) return noCost('the estate has no price book')
  const values: Record<string, bigint | boolean> = {}
  const missing: Record<string, string> = {}
  for (const field of costFields) {
    if (!fields.includes(field)) continue
    const value = facts[field]({ tenant, costing }, change)
    if (typeof value === 'string') missing[`cost.${field}`] = value
    else values[field] = value
  }
  return { values, missing }
}

const facts: Readonly<
  Record<CostField, (now: Costed & Readonly<{ costing: Costing }>, change: CostedChange) => Known>
> = {
  atLeast: ({ costing }) => costing.expected.minor,
  unpriced: ({ costing }) => BigInt(costing.unpriced.length),
  monthly: ({ costing }) => (costing.unpriced.length === 0 ? costing.expected.minor : whyUnknown(costing)),
  increase: (_, change) => increaseOf(change),
  increasePercent: (_, change) => percentOf(change),
  overBudget: (now) => overBudget(now),
  crossesBudget: (_, change) => crossesBudget(change),
}

/** A value, or why there is none. */
type Known<Value extends bigint | boolean = bigint | boolean> = Value | string

const whyUnknown = ({ unpriced: { length }, parts: all, expected }: Costing): string => {
  const parts = `${length} of ${all()} parts ${length === 1 ? 'has' : 'have'} no price`
  return expected.minor === 0n ? parts : `${parts}, so it is more than what is priced`
}

/** A month more than before. A part without a price that does not change makes no difference. */
function increaseOf({ before, after }: CostedChange): Known<bigint> {
  const minor = (costed: Costed | undefined) => costed?.costing?.expected.minor ?? 0n
  const open = (costed: Costed | undefined) =>
    costed?.costing?.unpriced.map(
      ({ sku, label, quantity }) => `${sku} ${label} ${renderQuantity(quantity)}`,
    ) ?? []
  const [was, is] = [open(before), open(after)]
  const same = was.length === is.length && was.every((part) => is.includes(part))
  const blind = is.length > 0 ? after : before
  if (!same && blind?.costing !== undefined) return whyUnknown(blind.costing)
  return minor(after) - minor(before)
}

/** Hundredths of what it was, a part counting as a whole one; 0 for a new tenant, which has nothing to grow from. */
function percentOf(change: CostedChange): Known<bigint> {
  const { before } = change
  if (before === undefined) return 0n
  const increase = increaseOf(change)
  if (typeof increase === 'string') return increase
  if (increase <= 0n) return 0n
  const was = before.costing?.expected.minor ?? 0n
  if (before.costing !== undefined && before.costing.unpriced.length > 0) return whyUnknown(before.costing)
  return was === 0n ? 'it cost nothing before' : (increase * 100n + was - 1n) / was
}

/** Whether a year of the expected month is more than the budget. */
function overBudget({ tenant, costing }: Costed): Known<boolean> {
  if (costing === undefined) return 'the estate has no price book'
  const { expected } = costing
  const budget: Money = tenant.budget.yearly
  if (budget.currency !== expected.currency)
    return `the budget is in ${budget.currency} and the estimate in ${expected.currency}`
  if (expected.minor * 12n > budget.minor) return true
  return costing.unpriced.length === 0 ? false : whyUnknown(costing)
}

/** Over the budget now, and not before: whoever was over it has been asked then. */
function crossesBudget({ before, after }: CostedChange): Known<boolean> {
  const was = before === undefined ? false : overBudget(before)
  const is = after === undefined ? false : overBudget(after)
  if (was === true || is === false) return false
  return typeof is === 'string' ? is : typeof was === 'string' ? was : true
}
