import { expect, test } from '@jest/globals'
import { parseAmount } from '../../src/cli/parse-amount.ts'

test.each([
  ['600000', '600000'],
  ['6,00,000', '600000'],
  ['600,000.50', '600000.50'],
  ['₹6,00,000', '600000'],
  ['Rs. 600000', '600000'],
  ['6 lakh', '600000'],
  ['6.5 lakh', '650000'],
  ['0.5lakhs', '50000'],
  ['1.25 crore', '12500000'],
  ['2 cr', '20000000'],
  ['0.123456789 lakh', undefined],
  ['12.3456 lakh', '1234560'],
  ['', undefined],
  ['lakh', undefined],
  ['-5', undefined],
  ['1e6', undefined],
  ['1.234', undefined],
  ['six lakh', undefined],
  ['6 lakh }, legalHold: true', undefined],
])('%j is %j', (typed, amount) => {
  expect(parseAmount(typed)).toBe(amount)
})
