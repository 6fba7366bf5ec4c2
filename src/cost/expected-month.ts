import type { Money } from '../tenant/money.ts'
import type { Settings } from '../tenant/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Rate } from './exchange-rates.ts'
import { monthlyNeeds, usesOf, type Need } from './needs.ts'
import type { PriceBook } from './price-book.ts'
import { inTier, type PriceTier } from './price-tiers.ts'
import { minorOf, perPriceAt, pricedBy } from './priced-need.ts'
import type { Quantity } from './quantity.ts'
import { monthOf } from './usage-profile.ts'

/**
 * What `estimateTenant` expects of a month, without lines or range: for whoever asks it of thousands of tenants. What
 * is needed and what that is priced by is looked up once for all that use the same things.
 */
export function expectedMonths({
  book,
  rate,
  settings,
}: Readonly<{ book: PriceBook; rate: Rate | undefined; settings: Settings }>): (tenant: Tenant) => Money {
  const perPrice = rate && perPriceAt(rate)
  const known = new Map<string, readonly PricedNeed[]>()
  return (tenant) => {
    const uses = usesOf(tenant)
    const key = JSON.stringify(uses)
    const needs =
      known.get(key) ??
      monthlyNeeds(uses, book).flatMap((need): readonly PricedNeed[] => {
        const priced = pricedBy(need, uses.region, book, perPrice)
        return 'why' in priced ? [] : [{ need, tiers: priced.row.tiers, perPrice: priced.perPrice }]
      })
    known.set(key, needs)
    const usage = monthOf(tenant, settings, 'expected')
    return {
      currency: settings.currency,
      minor: needs.reduce((total, priced) => total + costOf(priced, priced.need.quantityIn(usage)), 0n),
    }
  }
}

type PricedNeed = Readonly<{ need: Need; tiers: readonly PriceTier[]; perPrice: bigint }>

/** Each tier is a line of its own, and rounded by itself. */
function costOf({ tiers, perPrice }: PricedNeed, quantity: Quantity): bigint {
  const [only] = tiers
  if (only !== undefined && tiers.length === 1) return minorOf(quantity, only.price, perPrice)
  return tiers.reduce(
    (sum, { price }, tier) => sum + minorOf(inTier(quantity, tiers, tier), price, perPrice),
    0n,
  )
}
