import { divideHalfUp, parseDecimal, renderDecimal } from './decimal.ts'

/** How much of something, in whole millionths of its unit. */
export type Quantity = bigint

export const quantityPlaces = 6
export const one: Quantity = 1_000_000n

/** What a tenant file says, to the millionth; `undefined` and nonsense are 0. */
export function quantity(number: number): Quantity {
  if (!Number.isFinite(number) || number <= 0) return 0n
  if (Number.isSafeInteger(number)) return BigInt(number) * one
  return parseDecimal(String(number), quantityPlaces) ?? BigInt(Math.round(number * 1e6))
}

/** Rounded to the millionth. */
export const times = (a: Quantity, b: Quantity): Quantity => divideHalfUp(a * b, one)

export const per = (a: Quantity, divisor: bigint): Quantity => divideHalfUp(a, divisor)

/** Hundredths of a quantity: `percent(q, 70n)`. */
export const percent = (a: Quantity, hundredths: bigint): Quantity => divideHalfUp(a * hundredths, 100n)

export const renderQuantity = (value: Quantity): string => renderDecimal(value, quantityPlaces)
