import { renderQuantity, type Quantity } from './quantity.ts'
import { subtract } from './whole.ts'

/** From so much of a month's quantity on, one unit costs so much. */
export type PriceTier = Readonly<{
  from: Quantity
  /** In 10^-8 of the book's currency; 0 = free. */
  price: bigint
}>

/** What of a quantity falls into the tier at `index`. */
export function inTier(quantity: Quantity, tiers: readonly PriceTier[], index: number): Quantity {
  const from = tiers[index]?.from ?? 0
  if (quantity <= from) return 0
  const end = tiers[index + 1]?.from
  return subtract(end === undefined || quantity < end ? quantity : end, from)
}

/** "first 10240 GiB", "next 40960 GiB", "above 153600 GiB", "first 5 GiB, free"; nothing where there is only one tier. */
export function tierWords(tiers: readonly PriceTier[], index: number, unit: string): string {
  const tier = tiers[index]
  if (tier === undefined || tiers.length < 2) return ''
  const end = tiers[index + 1]?.from
  const span =
    end === undefined
      ? `above ${renderQuantity(tier.from)}`
      : `${index === 0 ? 'first' : 'next'} ${renderQuantity(subtract(end, tier.from))}`
  return `${span} ${unit}${tier.price === 0n ? ', free' : ''}`
}
