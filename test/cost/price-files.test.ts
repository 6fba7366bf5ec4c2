import { describe, expect, test } from '@jest/globals'
import { parseExchangeRates, rateOn } from '../../src/cost/exchange-rates.ts'
import { parsePriceBook, priceOf } from '../../src/cost/price-book.ts'
import { aFile } from '../builders.ts'
import { estateBook, estateRates } from './estate.ts'

const head = 'apiVersion: landlord/v1\ncurrency: USD\nprices:\n'
const row = (fields: Record<string, string>) => {
  const all = {
    sku: 'storage/standard',
    region: 'us-east-1',
    unit: 'GiB-month',
    price: '0.023',
    source: 'somebody',
    observedOn: '2024-07',
    confidence: 'verified',
    ...fields,
  }
  const kept = Object.entries(all).filter(([, value]) => value !== '')
  return `  - { ${kept.map(([key, value]) => `${key}: ${value}`).join(', ')} }\n`
}
const tiered = (tiers: string) => row({ price: '', tiers })
const book = (...rows: string[]) => parsePriceBook(aFile('.github/landlord/prices.yml', head + rows.join('')))

describe('the price book', () => {
  test('of the estate says where each price comes from, and which are missing', () => {
    const rows = [...estateBook().rows.values()]
    expect(rows.length).toBeGreaterThan(50)
    for (const { tiers, confidence, observedOn, source } of rows) {
      expect(tiers.length === 0).toBe(confidence === 'missing')
      expect(observedOn === undefined).toBe(confidence === 'missing')
      expect(source).not.toBe('')
    }
    expect(estateBook().observedOn).toBe('2026-11-04')
  })

  test.each([
    ['0.023', 2_300_000n],
    ["'0.023'", 2_300_000n],
    ['0.00000001', 1n],
    ['5', 500_000_000n],
    ['0', 0n],
  ])('takes %s exactly as it is written', (price, exact) => {
    const { book: parsed } = book(row({ price }))
    expect(parsed && priceOf(parsed, 'storage/standard', 'us-east-1')?.tiers).toEqual([
      { from: 0, price: exact },
    ])
  })

  test('looks in the region first, then everywhere, and nowhere else', () => {
    const { book: parsed } = book(
      row({ sku: 'a/b', price: '1' }),
      row({ sku: 'a/b', region: "'*'", price: '2' }),
      row({ sku: 'c/d', price: '3' }),
    )
    expect(
      parsed && ['us-east-1', 'eu-west-1'].map((region) => priceOf(parsed, 'a/b', region)?.tiers[0]?.price),
    ).toEqual([100_000_000n, 200_000_000n])
    expect(parsed && priceOf(parsed, 'c/d', 'eu-west-1')).toBeUndefined()
  })

  test.each<[string, string, string, RegExp]>([
    ['a negative price', row({ price: '-1' }), 'schema/', /.+/],
    ['no number', row({ price: '.nan' }), '', /.+/],
    ['a float in exponents', row({ price: '1e-3' }), 'yaml/number', /1e-3/],
    ['too fine a price', row({ price: '0.123456789' }), 'prices/amount', /no price/],
    ['a price in words', row({ price: 'free' }), 'schema/', /.+/],
    ['an unknown unit', row({ unit: 'bushel' }), 'schema/', /bushel/],
    ['an unknown key', row({ colour: 'red' }), 'schema/unknown-key', /colour/],
    ['no source', row({ source: '' }), 'schema/missing-key', /source/],
    ['a region that is none', row({ region: 'Dublin' }), 'schema/', /.+/],
    ['a price without a day', row({ observedOn: '' }), 'prices/undated', /when its price was seen/],
    ['a row without a price', row({ price: '' }), 'prices/no-price', /has no price/],
    [
      'a missing price that is there',
      row({ confidence: 'missing' }),
      'prices/missing',
      /marked as missing and has a price/,
    ],
    ['a day that is none', row({ observedOn: '2024-02-31' }), 'prices/date', /no day of the calendar/],
    ['a row without a region', row({ region: '' }), 'schema/missing-key', /region/],
    [
      'one thing in two units',
      row({}) + row({ region: "'*'", unit: 'GiB' }),
      'prices/unit',
      /by the GiB here/,
    ],
    ['a price and tiers', row({ tiers: '[{ from: 0, price: 1 }]' }), 'prices/both', /a price and tiers/],
    ['no tier at all', row({ price: '', tiers: '[]' }), 'schema/', /.+/],
    [
      'tiers that overlap',
      tiered('[{ from: 0, price: 2 }, { from: 0, price: 1 }]'),
      'prices/overlap',
      /overlaps/,
    ],
    [
      'tiers that fall',
      tiered('[{ from: 0, price: 3 }, { from: 9, price: 2 }, { from: 5, price: 1 }]'),
      'prices/overlap',
      /overlaps/,
    ],
    ['tiers that start late', tiered('[{ from: 5, price: 2 }]'), 'prices/gap', /leaves out what is below/],
    ['a negative tier', tiered('[{ from: 0, price: -2 }]'), 'schema/', /.+/],
    ['a tier that is no number', tiered('[{ from: 0, price: .nan }]'), '', /.+/],
    [
      'tiers of what is missing',
      row({ price: '', confidence: 'missing', tiers: '[{ from: 0, price: 1 }]' }),
      'prices/missing',
      /marked as missing/,
    ],
    ['a place priced twice', row({}) + row({ price: '0.02' }), 'prices/twice', /priced twice/],
  ])('refuses %s at its line', (_what, rows, rule, says) => {
    const result = book(rows)
    expect(result.book).toBeUndefined()
    expect(result.findings[0]).toMatchObject({
      rule: expect.stringMatching(new RegExp(`^${rule}`)),
      severity: 'deny',
      line: rows.split('\n').length + 2,
      says: expect.stringMatching(says),
    })
  })

  test('that is no YAML is refused', () => {
    expect(parsePriceBook(aFile('p.yml', 'prices: [')).findings).not.toEqual([])
    expect(parsePriceBook(aFile('p.yml', '')).findings).not.toEqual([])
  })
})

describe('exchange rates', () => {
  const pair = { from: 'USD', to: 'INR' } as const
  test.each([
    ['2023-12-31', undefined],
    ['2024-01-01', 83_200_000n],
    ['2026-08-31T23:59:59+05:30', 83_200_000n],
    ['2026-09-01', 84_100_000n],
    ['2099-01-01', 84_100_000n],
  ])('on %s it is %s', (on, rate) => {
    expect(rateOn(estateRates(), pair, on)?.rate).toBe(rate)
  })
  test('are not turned round: a rate the other way is another rate', () => {
    expect(rateOn(estateRates(), { from: 'INR', to: 'USD' }, '2026-11-21')).toBeUndefined()
  })

  const rates = (fields: string, more = '') =>
    parseExchangeRates(
      aFile(
        '.github/landlord/exchange-rates.yml',
        `apiVersion: landlord/v1\nrates:\n  - { from: USD, to: INR, ${fields}, source: us all, basis: agreed }\n${more}`,
      ),
    )
  test.each([
    ['zero', 'rate: 0, validFrom: 2026-01-01', ''],
    ['zero in words', "rate: '0.0', validFrom: 2026-01-01", ''],
    ['a negative one', 'rate: -84, validFrom: 2026-01-01', ''],
    ['one that is too fine', 'rate: 84.1234567, validFrom: 2026-01-01', ''],
    ['a day that is none', 'rate: 84, validFrom: 2026-02-30', ''],
    [
      'two from one day',
      'rate: 84, validFrom: 2026-01-01',
      '  - { from: USD, to: INR, rate: 85, validFrom: 2026-01-01, source: them, basis: agreed }\n',
    ],
    [
      'a currency into itself',
      'rate: 84, validFrom: 2026-01-01',
      '  - { from: INR, to: INR, rate: 1, validFrom: 2026-01-01, source: them, basis: agreed }\n',
    ],
  ])('refuse %s', (_what, fields, more) => {
    const result = rates(fields, more)
    expect(result.rates).toBeUndefined()
    expect(result.findings[0]).toMatchObject({ severity: 'deny', line: more === '' ? 3 : 4 })
  })
})
