import type { Tenant } from '../tenant/tenant.ts'
import { renderDecimal } from './decimal.ts'
import type { Rate } from './exchange-rates.ts'
import type { Need } from './need.ts'
import { monthlyNeeds, usesOf, type Provisioning } from './needs.ts'
import { priceOf, type PriceBook } from './price-book.ts'
import { pricePlaces } from './price-row.ts'
import type { PriceTier } from './price-tiers.ts'
import { unitCost, type UnitCost } from './unit-cost.ts'

/** A need, and what it is priced by or why it is not. */
export type PlannedNeed = Readonly<{ need: Need; priced: Priced | Readonly<{ why: string }> }>

export type Priced = Readonly<{ tiers: readonly PricedTier[]; source: string }>

/** `cost` in the estate's currency, `unitPrice` in the book's, as a line shows it. */
type PricedTier = PriceTier & Readonly<{ cost: UnitCost; unitPrice: string }>

export const noPrice = 'has no price'

/** What is needed and what that costs is looked up once for all tenants that use the same things. */
export function needsPlanner(
  book: PriceBook,
  rate: Rate | undefined,
  provisioning: Provisioning,
): (tenant: Tenant) => readonly PlannedNeed[] {
  const known = new Map<string, readonly PlannedNeed[]>()
  return (tenant) => {
    const uses = usesOf(tenant, provisioning)
    const key = JSON.stringify(uses)
    const plan =
      known.get(key) ??
      monthlyNeeds(uses, book).map((need) => ({ need, priced: pricedBy(need, uses.region, book, rate) }))
    known.set(key, plan)
    return plan
  }
}

function pricedBy(
  { sku, unit }: Need,
  region: string,
  book: PriceBook,
  rate: Rate | undefined,
): PlannedNeed['priced'] {
  const row = priceOf(book, sku, region)
  if (row === undefined || row.tiers.length === 0) return { why: noPrice }
  if (row.unit !== unit) return { why: `is priced by the ${row.unit}, and needed by the ${unit}` }
  if (rate === undefined) return { why: 'has no exchange rate' }
  const tiers = row.tiers.map(({ from, price }) => ({
    ...{ from, price, cost: unitCost(price, rate) },
    unitPrice: renderDecimal(price, pricePlaces, 2),
  }))
  return { tiers, source: row.cited }
}
