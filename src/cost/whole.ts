/**
 * A whole number from 0 up, exact at any size: a double as long as that holds it, a BigInt beyond. Most of what a tenant
 * uses and costs is small, and doubles are many times faster. Each number has one of the two shapes, never both.
 */
export type Whole = number | bigint

export const whole = (value: bigint): Whole => (value <= largest ? Number(value) : value)

export function add(a: Whole, b: Whole): Whole {
  if (typeof a === 'number' && typeof b === 'number' && a + b <= Number.MAX_SAFE_INTEGER) return a + b
  return whole(BigInt(a) + BigInt(b))
}

/** For a ≥ b. */
export function subtract(a: Whole, b: Whole): Whole {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return whole(BigInt(a) - BigInt(b))
}

/** a × b ÷ c, a half rounded up. */
export function mulDiv(a: Whole, b: Whole, c: number): Whole {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    // The quotient of two whole numbers below 2^53 is never rounded up to a whole one that it does not reach.
    if (product + c <= exactBelow) return Math.floor((product + Math.floor(c / 2)) / c)
    if (b % c === 0 && a * (b / c) <= Number.MAX_SAFE_INTEGER) return a * (b / c)
  }
  const divisor = BigInt(c)
  return whole((BigInt(a) * BigInt(b) + divisor / 2n) / divisor)
}

const largest = BigInt(Number.MAX_SAFE_INTEGER)
const exactBelow = 2 ** 52
