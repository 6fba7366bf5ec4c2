import { ratePlaces, type Rate } from './exchange-rates.ts'
import type { Need } from './needs.ts'
import { priceOf, type PriceBook } from './price-book.ts'
import { pricePlaces, type PriceRow } from './price-row.ts'
import { quantityPlaces, type Quantity } from './quantity.ts'

/** What a need is priced by, or why it is not. `perPrice`: see `perPriceAt`. */
export type Priced = Readonly<{ row: PriceRow; perPrice: bigint }> | Readonly<{ why: string }>

export const noPrice = 'has no price'

export function pricedBy(
  { sku, unit }: Need,
  region: string,
  book: PriceBook,
  perPrice: bigint | undefined,
): Priced {
  const row = priceOf(book, sku, region)
  if (row === undefined || row.tiers.length === 0) return { why: noPrice }
  if (row.unit !== unit) return { why: `is priced by the ${row.unit}, and needed by the ${unit}` }
  return perPrice === undefined ? { why: 'has no exchange rate' } : { row, perPrice }
}

/** Minor units for one unit of the book's currency, in millionths. */
export const perPriceAt = ({ rate }: Rate): bigint => rate * minorPerUnit

/** Quantity × price × rate in minor units, a half of one rounded up, once. */
export const minorOf = (quantity: Quantity, price: bigint, perPrice: bigint): bigint =>
  (quantity * price * perPrice + halfScale) / scale

const minorPerUnit = 100n
const scale = 10n ** BigInt(quantityPlaces + pricePlaces + ratePlaces)
const halfScale = scale / 2n
