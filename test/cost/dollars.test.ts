import { expect, test } from '@jest/globals'
import { dollarsOf } from '../../src/cost/dollars.ts'
import type { Rate } from '../../src/cost/exchange-rates.ts'
import type { Currency } from '../../src/tenant/money.ts'

const rate = (to: Currency, millionths: bigint, validFrom: string): Rate => ({
  from: 'USD',
  to,
  rate: millionths,
  validFrom,
  source: 'a test',
  basis: 'example',
})
const rates = [rate('INR', 80_000_000n, '2026-01-01'), rate('INR', 100_000_000n, '2026-09-01')]

test.each([
  ['by the rate of the day', 'INR', 150_000_000n, '2026-08-31', '18750.00'],
  ['by the rate that has come since', 'INR', 150_000_000n, '2026-09-01', '15000.00'],
  ['down to the cent', 'INR', 12_345n, '2026-09-01', '1.23'],
  ['dollars as they are', 'USD', 12_345n, '2026-09-01', '123.45'],
  ['nothing before the first rate', 'INR', 1n, '2025-12-31', undefined],
  ['nothing without a rate', 'GBP', 1n, '2026-09-01', undefined],
] as const)('%s', (_, currency, minor, on, dollars) => {
  expect(dollarsOf({ currency, minor }, rates, on)).toBe(dollars)
})
