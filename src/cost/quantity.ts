import { parseDecimal, renderDecimal } from './decimal.ts'
import { mulDiv, whole, type Whole } from './whole.ts'

/** How much of something, in whole millionths of its unit. */
export type Quantity = Whole

export const quantityPlaces = 6
export const one = 1_000_000

/** What a tenant file says, to the millionth; `undefined` and nonsense are 0. */
export function quantity(number: number): Quantity {
  if (!Number.isFinite(number) || number <= 0) return 0
  if (Number.isSafeInteger(number)) return mulDiv(number, one, 1)
  return whole(parseDecimal(String(number), quantityPlaces) ?? BigInt(Math.round(number * one)))
}

/** Rounded to the millionth. */
export const times = (a: Quantity, b: Quantity): Quantity => mulDiv(a, b, one)

export const per = (a: Quantity, divisor: number): Quantity => mulDiv(a, 1, divisor)

/** Hundredths of a quantity: `percent(q, 70)`. */
export const percent = (a: Quantity, hundredths: number): Quantity => mulDiv(a, hundredths, 100)

/** A double shows fifteen digits as they are. */
export const renderQuantity = (value: Quantity): string =>
  value < 1e15 ? String(Number(value) / one) : renderDecimal(BigInt(value), quantityPlaces)
