import { describe, expect, test } from '@jest/globals'
import { bookAge, judgePrices } from '../../src/cost/judge-prices.ts'
import { parsePriceBook, pricesPath } from '../../src/cost/price-book.ts'
import { aFile } from '../builders.ts'
import { estateBook, readEstate } from './estate.ts'

const text = readEstate(pricesPath)
const { book, locate } = parsePriceBook(aFile(pricesPath, text))
const judge = (on: string) =>
  book === undefined ? [] : judgePrices(book, on, (row) => ({ file: pricesPath, ...locate(row) }))

describe('prices grow old', () => {
  test.each([
    ['2024-07-31', 'prices/future', /seen on 2026-09-23, which is yet to come/],
    ['2027-11-21', 'prices/old', /was seen 424 days ago, on 2026-09-23/],
  ])('on %s: %s', (on, rule, says) => {
    expect(judge(on)[0]).toMatchObject({
      rule,
      severity: 'warn',
      file: pricesPath,
      line: text.split('\n').findIndex((line) => line.includes('model/gpt-4o/input')) + 1,
      says: expect.stringMatching(says),
    })
  })
  test('180 days is young enough, 181 is not', () => {
    expect(judge('2027-03-22').filter(({ says }) => says.includes('2026-09-23'))).toEqual([])
    expect(judge('2027-03-23').filter(({ says }) => says.includes('2026-09-23'))).not.toEqual([])
  })
  test('what has no price has no age', () => {
    const ages = judge('2099-01-01').filter(({ says }) => says.includes('database/backup'))
    expect(ages.map(({ says }) => / in (\S+) was/.exec(says)?.[1])).toEqual(['us-east-1', 'ap-south-1'])
  })
  test('the age of the book in words', () => {
    expect(bookAge(estateBook(), '2024-08-01')).toBe('oldest price of 2024-07')
    expect(bookAge(estateBook(), '2026-11-21')).toBe('oldest price of 2024-07, 18 of 127 older than 180 days')
    expect(bookAge({ ...estateBook(), rows: new Map() }, '2026-11-21')).toBe('no price in it')
  })
})
