import type { Currency } from '../tenant/money.ts'
import type { CostLine } from './estimate.ts'
import type { PlannedNeed, Priced } from './planned-need.ts'
import { inTier, tierWords } from './price-tiers.ts'
import type { Quantity } from './quantity.ts'
import { costOf } from './unit-cost.ts'
import type { Profiles } from './usage-profile.ts'

/**
 * What is needed in the expected month, a line for each tier that is reached; nothing of what is never used. Loops
 * rather than `flatMap`, which doubles the time that thousands of estimates take.
 */
export function costLines(
  plan: readonly PlannedNeed[],
  { low, expected, high }: Profiles,
  currency: Currency,
): readonly CostLine[] {
  const lines: CostLine[] = []
  for (const { need, priced } of plan) {
    const { sku, label, unit, quantityIn } = need
    const range = { low: quantityIn(low), expected: quantityIn(expected), high: quantityIn(high) }
    if (range.high === 0) continue
    if ('why' in priced)
      lines.push({
        ...{ sku, label, unit, quantity: range.expected, fixed: range.low === range.high },
        ...{ unitPrice: undefined, monthly: undefined, source: undefined },
      })
    else pushTiers(lines, { need, priced, range, currency })
  }
  return lines
}

type PricedNeed = Readonly<{
  need: PlannedNeed['need']
  priced: Priced
  range: Readonly<{ low: Quantity; expected: Quantity; high: Quantity }>
  currency: Currency
}>

/** Nothing for a tier that only the high of the range reaches. */
function pushTiers(lines: CostLine[], { need, priced, range, currency }: PricedNeed): void {
  const { sku, label, unit } = need
  const { tiers, source } = priced
  const second = tiers[1]?.from
  const alone = second === undefined || range.expected < second
  for (const [index, { cost, unitPrice }] of tiers.entries()) {
    const quantity = inTier(range.expected, tiers, index)
    if (index > 0 && quantity === 0) return
    lines.push({
      sku,
      label: alone ? label : `${label}, ${tierWords(tiers, index, unit)}`,
      quantity,
      unit,
      unitPrice,
      monthly: { currency, minor: BigInt(costOf(quantity, cost)) },
      source,
      fixed: inTier(range.low, tiers, index) === inTier(range.high, tiers, index),
    })
  }
}
