import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  add,
  compare,
  crore,
  lakh,
  parseMoney,
  renderMoney,
  renderMoneyInWords,
  subtract,
  yearly,
  zero,
  type Money,
} from '../../src/tenant/money.ts'

const rupees = (source: string): Money => parseMoney(source, 'INR')!

describe('an amount is read as it is written', () => {
  test.each([
    ['1500000', 150_000_000n],
    ['1500000.5', 150_000_050n],
    ['1500000.50', 150_000_050n],
    ['1500000.5000', 150_000_050n],
    ['0.07', 7n],
    ['-12', -1200n],
    ['9007199254740993.01', 900_719_925_474_099_301n],
  ])('%s', (source, minor) => {
    expect(parseMoney(source, 'INR')).toEqual({ currency: 'INR', minor })
  })

  test.each(['', '1,000', '1e3', '.5', '1.', '1.005', 'NaN', '₹5', ' 5', '5 ', '+5', '0x10', '9'.repeat(19)])(
    'and %j is none',
    (source) => {
      expect(parseMoney(source, 'INR')).toBeUndefined()
    },
  )
})

test.each([
  ['0', '₹0', '₹0'],
  ['999', '₹999', '₹999'],
  ['1000', '₹1,000', '₹1,000'],
  ['99999.99', '₹99,999.99', '₹99,999.99'],
  ['100000', '₹1,00,000', '₹1 lakh'],
  ['1500000', '₹15,00,000', '₹15 lakh'],
  ['1250000', '₹12,50,000', '₹12.5 lakh'],
  ['1234500', '₹12,34,500', '₹12,34,500'],
  ['9999999', '₹99,99,999', '₹99,99,999'],
  ['10000000', '₹1,00,00,000', '₹1 crore'],
  ['12500000', '₹1,25,00,000', '₹1.25 crore'],
  ['123450000000', '₹1,23,45,00,00,000', '₹12,345 crore'],
  ['-1500000', '-₹15,00,000', '-₹15 lakh'],
])('%s rupees are %s, in words %s', (source, digits, words) => {
  expect(renderMoney(rupees(source))).toBe(digits)
  expect(renderMoneyInWords(rupees(source))).toBe(words)
})

test('other currencies group by thousands and know no lakh', () => {
  expect(renderMoney({ currency: 'USD', minor: 123_456_750n })).toBe('$1,234,567.50')
  expect(renderMoneyInWords({ currency: 'EUR', minor: 1_500_000_00n })).toBe('€1,500,000')
})

test('lakh, crore and years', () => {
  expect(lakh(0.29)).toEqual(rupees('29000'))
  expect(crore(1)).toEqual(lakh(100))
  expect(yearly(rupees('50000.25'), 'month')).toEqual(rupees('600003'))
  expect(yearly(rupees('50000.25'), 'year')).toEqual(rupees('50000.25'))
})

test('currencies are never mixed', () => {
  expect(() => add(lakh(1), zero('USD'))).toThrow('INR and USD were mixed without a rate.')
  expect(() => compare(lakh(1), zero('USD'))).toThrow('mixed')
})

const money = fc
  .bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
  .map((minor): Money => ({ currency: 'INR', minor }))

test('what is shown in digits is read back the same', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }), (minor) => {
      const shown = renderMoney({ currency: 'INR', minor })
      expect(rupees(shown.replaceAll(/[₹,]/g, '')).minor).toBe(minor)
      expect(shown).toMatch(/^-?₹\d{1,2}(,\d\d)*(,\d{3})(\.\d\d)?$|^-?₹\d{1,3}(\.\d\d)?$/)
    }),
  )
})

test('adding is exact and can be undone, and comparing agrees with subtracting', () => {
  fc.assert(
    fc.property(money, money, (a, b) => {
      expect(subtract(add(a, b), b)).toEqual(a)
      expect(add(a, b)).toEqual(add(b, a))
      expect(Math.sign(compare(a, b))).toBe(Math.sign(Number(subtract(a, b).minor)))
    }),
  )
})
