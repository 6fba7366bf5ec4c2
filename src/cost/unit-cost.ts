import { ratePlaces, type Rate } from './exchange-rates.ts'
import { pricePlaces } from './price-row.ts'
import { quantityPlaces, type Quantity } from './quantity.ts'
import { whole, type Whole } from './whole.ts'

/** What a millionth of a unit costs in minor units: exactly, in 10^-20 of one, and as near as a double comes. */
export type UnitCost = Readonly<{ exact: bigint; near: number }>

export function unitCost(price: bigint, { rate }: Rate): UnitCost {
  const exact = price * rate * minorPerUnit
  return { exact, near: Number(exact) / Number(scale) }
}

/**
 * Quantity × price × rate in minor units, a half of one rounded up, once. Three roundings make a double that is off by
 * less than a part in 2^51. Where the lowest and the highest that it may stand for round to the same, that is the
 * amount; else, next to a half or above 2^49, it is worked out exactly.
 */
export function costOf(quantity: Quantity, { exact, near }: UnitCost): Whole {
  if (typeof quantity === 'number') {
    const cost = quantity * near
    const lowest = Math.floor(cost * below + 0.5)
    if (lowest === Math.floor(cost * above + 0.5)) return lowest
  }
  return whole((BigInt(quantity) * exact + scale / 2n) / scale)
}

const below = 1 - 2 ** -50
const above = 1 + 2 ** -50

const minorPerUnit = 100n
const scale = 10n ** BigInt(quantityPlaces + pricePlaces + ratePlaces)
