import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { PriceRow } from '../../src/cost/price-row.ts'
import { inTier, tierWords, type PriceTier } from '../../src/cost/price-tiers.ts'
import { quantity, renderQuantity, type Quantity } from '../../src/cost/quantity.ts'
import { add, whole } from '../../src/cost/whole.ts'
import { aSettings, aTenant } from '../builders.ts'
import { day, estateBook, estateRates, estimateTenant } from './estate.ts'

const tier = (from: number, price: bigint): PriceTier => ({ from: quantity(from), price })
const cent = 1_000_000n
const free = [tier(0, 0n), tier(100, 9n * cent), tier(10_000, 5n * cent)]

describe('tiers of a price', () => {
  test.each([
    [0, [0, 0, 0]],
    [100, [100, 0, 0]],
    [250, [100, 150, 0]],
    [10_000, [100, 9900, 0]],
    [12_000, [100, 9900, 2000]],
  ])('%d units fall into %j', (units, parts) => {
    expect(free.map((_, index) => inTier(quantity(units), free, index))).toEqual(parts.map(quantity))
  })
  test('are called as price lists call them', () => {
    expect(free.map((_, index) => tierWords(free, index, 'GiB'))).toEqual([
      'first 100 GiB, free',
      'next 9900 GiB',
      'above 10000 GiB',
    ])
    expect(tierWords([tier(0, 1n)], 0, 'GiB')).toBe('')
  })
  test('leave nothing out and count nothing twice', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (units) => {
        const parts = free.map((_, index) => inTier(whole(units), free, index))
        expect(parts.reduce<Quantity>(add, 0)).toBe(whole(units))
      }),
    )
  })
})

describe('a tenant at a tiered price', () => {
  const book = estateBook()
  const rows = new Map(book.rows)
  const shown = {
    sku: 'egress/internet',
    region: 'us-east-1',
    unit: 'GiB',
    source: 'a list',
    cited: 'a list',
  }
  const row: PriceRow = { ...shown, tiers: free, observedOn: '2026-09', confidence: 'derived' }
  rows.set('egress/internet us-east-1', row)
  const linesOf = (egressGiB: number) =>
    estimateTenant(
      aTenant({ region: 'us-east-1', usage: { egressGiB } }),
      { ...book, rows },
      estateRates(),
      aSettings(),
      day,
    )
      .lines.filter(({ sku }) => sku === 'egress/internet')
      .map(({ label, quantity: units, unitPrice, monthly }) => [
        label,
        renderQuantity(units),
        unitPrice,
        monthly?.minor,
      ])
  test('has a line for each tier it reaches, each checked with a calculator', () => {
    expect(linesOf(12_000)).toEqual([
      ['Traffic to the internet, first 100 GiB, free', '100', '0.00', 0n],
      // 9 900 × 0.09 × 84.10
      ['Traffic to the internet, next 9900 GiB', '9900', '0.09', 7_493_310n],
      // 2 000 × 0.05 × 84.10
      ['Traffic to the internet, above 10000 GiB', '2000', '0.05', 841_000n],
    ])
  })
  test('has one line with the plain name inside the first tier', () => {
    expect(linesOf(50)).toEqual([['Traffic to the internet', '50', '0.00', 0n]])
  })
  test('of the example estate pays less for each unit above 10 TiB', () => {
    const monthly = (egressGiB: number) =>
      estimateTenant(
        aTenant({ region: 'us-east-1', usage: { egressGiB } }),
        book,
        estateRates(),
        aSettings(),
        day,
      ).monthly.expected.minor
    const below = monthly(10_240) - monthly(10_239)
    const above = monthly(10_241) - monthly(10_240)
    expect([below, above]).toEqual([757n, 715n])
  })
})
