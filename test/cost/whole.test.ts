import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { renderDecimal } from '../../src/cost/decimal.ts'
import { renderQuantity } from '../../src/cost/quantity.ts'
import { costOf, unitCost } from '../../src/cost/unit-cost.ts'
import { add, mulDiv, subtract, whole } from '../../src/cost/whole.ts'

/** Of every size from nothing to far beyond what a double holds, and next to where that ends. */
const any = fc.oneof(
  fc.bigInt({ min: 0n, max: 1_000_000n }),
  fc.bigInt({ min: 0n, max: 10n ** 13n }),
  fc.bigInt({ min: 2n ** 52n - 100n, max: 2n ** 53n + 100n }),
  fc.bigInt({ min: 0n, max: 10n ** 24n }),
)
const round = { numRuns: 5000 }

describe('whole numbers are exact at any size', () => {
  test('a × b ÷ c, a half rounded up', () => {
    const divisor = fc.oneof(
      fc.constantFrom(1, 10, 100, 1000, 1_000_000, 2 ** 20),
      fc.integer({ min: 1, max: 2 ** 31 }),
    )
    fc.assert(
      fc.property(any, any, divisor, (a, b, c) => {
        const exact = (a * b + BigInt(c) / 2n) / BigInt(c)
        expect(mulDiv(whole(a), whole(b), c)).toBe(whole(exact))
      }),
      round,
    )
  })
  test('sums and differences', () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(add(whole(a), whole(b))).toBe(whole(a + b))
        expect(subtract(whole(a + b), whole(b))).toBe(whole(a))
      }),
      round,
    )
  })
  test.each([
    [2n ** 53n - 1n, 'number'],
    [2n ** 53n, 'bigint'],
  ])('%s is a %s', (value, type) => {
    expect(typeof whole(value)).toBe(type)
    expect(BigInt(whole(value))).toBe(value)
  })
  test('a quantity is written as its exact decimal', () => {
    fc.assert(
      fc.property(any, (value) => {
        expect(renderQuantity(whole(value))).toBe(renderDecimal(value, 6))
      }),
      round,
    )
  })
})

describe('a cost by doubles is the exact one', () => {
  const rateOf = (rate: bigint) =>
    ({ from: 'USD', to: 'INR', rate, validFrom: '2026-01-01', source: 's', basis: 'agreed' }) as const
  const exact = (quantity: bigint, price: bigint, rate: bigint): bigint =>
    (quantity * price * rate * 100n + 10n ** 20n / 2n) / 10n ** 20n
  const price = fc.bigInt({ min: 0n, max: 10n ** 12n })
  const rate = fc.bigInt({ min: 1n, max: 10n ** 9n })

  test('for any quantity, price and rate', () => {
    fc.assert(
      fc.property(any, price, rate, (quantity, one, to) => {
        expect(costOf(whole(quantity), unitCost(one, rateOf(to)))).toBe(whole(exact(quantity, one, to)))
      }),
      round,
    )
  })
  test('and where it is a half of a paisa, or as little beside it as can be', () => {
    const dollar = unitCost(1n, rateOf(1_000_000n))
    fc.assert(
      // 5 × 10^11 millionths at 10^-8 USD and a rate of 1 are half a cent.
      fc.property(fc.bigInt({ min: 0n, max: 4000n }), fc.constantFrom(-1n, 0n, 1n), (cents, beside) => {
        const quantity = (2n * cents + 1n) * 5n * 10n ** 11n + beside
        expect(costOf(whole(quantity), dollar)).toBe(Number(beside < 0n ? cents : cents + 1n))
      }),
      round,
    )
  })
})
