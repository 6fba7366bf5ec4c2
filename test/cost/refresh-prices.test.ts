import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { editPrices } from '../../src/cost/edit-prices.ts'
import { refreshModels, type ModelPrice } from '../../src/cost/model-prices.ts'
import { parseOffer, type Offer } from '../../src/cost/offer.ts'
import { parsePriceBook, priceOf, pricesPath, type PriceBook } from '../../src/cost/price-book.ts'
import { refreshFromOffers, type PriceUpdate } from '../../src/cost/refresh-prices.ts'
import { aFile } from '../builders.ts'
import { estateBook, readEstate } from './estate.ts'

const folder = join(import.meta.dirname, 'price-lists')
const read = (name: string) => readFileSync(join(folder, name), 'utf8')
const offerOf = (text: string): Offer => {
  const offer = parseOffer(text)
  if (typeof offer === 'string') throw new Error(offer)
  return offer
}
const offers = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(json|csv)$/.test(name))
  .map((name) => offerOf(read(name)))

const text = readEstate(pricesPath)
const bookOf = (yaml: string): PriceBook => {
  const { book, findings } = parsePriceBook(aFile(pricesPath, yaml))
  if (book === undefined) throw new Error(JSON.stringify(findings))
  return book
}
const refreshed = refreshFromOffers(estateBook(), offers)
const updateOf = (sku: string) => refreshed.updates.find(({ update }) => update.sku === sku)?.update

describe('a price list file of AWS', () => {
  test('says which service it is of and when it came out, as JSON and as CSV', () => {
    expect(offers.map(({ code, publishedOn }) => `${code} ${publishedOn}`).toSorted()).toEqual([
      'AWSDataTransfer 2026-11-16',
      'AWSSecretsManager 2026-11-02',
      'AmazonCloudWatch 2026-09-22',
      'AmazonElastiCache 2026-11-05',
      'AmazonRDS 2026-11-12',
      'AmazonS3 2026-11-10',
      'awskms 2026-11-02',
    ])
  })
  test.each([
    ['nothing', '', /offer code/],
    ['another JSON', '{"a": 1}', /offer code/],
    ['half a JSON', '{"offerCode": "AmazonS3"', /cannot be read/],
    ['another CSV', 'a,b\n1,2\n', /offer code/],
    ['a CSV with a stray quote', '"FormatVersion","v1.0"\n"a"b,"c"\n', /a quote is out of place in line 2/],
  ])('%s is none, and says so', (_what, wrong, says) => {
    expect(parseOffer(wrong)).toMatch(says)
  })
})

describe('rows of the price book', () => {
  test.each([
    ['database/db.t4g.large', '0.138', '2026-11-12'],
    ['database/storage', '0.127', '2026-11-12'],
    ['database/backup', '0.099', '2026-11-12'],
    ['cache/t4g.medium', '0.0544', '2026-11-05'],
    ['storage/put', '0.005', '2026-11-10'],
    ['storage/get', '0.0004', '2026-11-10'],
    ['kms/key', '1.00', '2026-11-02'],
    ['secrets/secret', '0.40', '2026-11-02'],
    ['logs/ingested', '0.57', '2026-09-22'],
    ['logs/stored', '0.03', '2026-09-22'],
    ['alarms/alarm', '0.10', '2026-09-22'],
  ])('%s costs %s, and not what stands beside it', (sku, price, observedOn) => {
    expect(updateOf(sku)).toMatchObject({
      region: 'eu-west-1',
      tiers: [{ from: '0', price }],
      observedOn,
      source: expect.stringMatching(/^AWS price list, \w+, eu-west-1$/),
    })
  })
  test('tiers come with the quantities at which they begin', () => {
    expect(updateOf('storage/standard')?.tiers).toEqual([
      { from: '0', price: '0.023' },
      { from: '51200', price: '0.022' },
      { from: '512000', price: '0.021' },
    ])
    expect(updateOf('egress/internet')?.tiers.map(({ price }) => price)).toEqual([
      '0.09',
      '0.085',
      '0.07',
      '0.05',
    ])
  })
  test('that no list has stay, and say why', () => {
    const why = (sku: string, region: string) =>
      refreshed.kept.find(({ row }) => row.sku === sku && row.region === region)?.why
    expect(why('storage/standard', 'ap-south-1')).toBe('the price list does not have it')
    expect(refreshFromOffers(estateBook(), []).kept[0]?.why).toBe('no price list of AmazonRDS was given')
  })

  const changed = (name: string, from: string | RegExp, to: string) => {
    const { updates, kept } = refreshFromOffers(estateBook(), [offerOf(read(name).replaceAll(from, to))])
    return [
      ...updates.map(({ update }) => update.sku),
      ...kept.filter(({ row }) => row.region === 'eu-west-1').map(({ why }) => why),
    ]
  }
  test.each([
    ['another unit', 'awskms.json', '"unit": "Keys"', '"unit": "Dozens"', 'counts it in Dozens'],
    ['an older list', 'awskms.json', '2026-11-02T', '2020-11-02T', 'of 2020-11-02 is older'],
    ['a price of nothing', 'awskms.json', '"1.0000000000"', '"0.0000000000"', 'says that it is free'],
    ['no number', 'awskms.json', '"1.0000000000"', '"about one"', 'cannot be read'],
    ['a negative price', 'awskms.json', '"1.0000000000"', '"-1"', 'cannot be read'],
    ['too fine a price', 'awskms.json', '"1.0000000000"', '"0.0000000001"', 'more than 8 decimals'],
    ['tiers with a gap', 'AmazonS3.csv', '"51200","512000"', '"51201","512000"', 'leave a gap or overlap'],
    [
      'two prices for one thing',
      'AmazonElastiCache.json',
      '"cacheEngine": "Redis"',
      '"cacheEngine": "Valkey"',
      '2 products of the price list fit, at different prices',
    ],
  ])('%s is not taken', (_what, name, from, to, why) => {
    expect(changed(name, from, to).join('\n')).toContain(why)
  })
})

describe('the text of the price book', () => {
  const updates = refreshed.updates.map(({ update }) => update)
  const edited = editPrices(text, updates)
  test('has the new prices, is sound, and keeps every comment and every other line', () => {
    const after = bookOf(edited)
    expect(priceOf(after, 'database/backup', 'eu-west-1')).toMatchObject({
      tiers: [{ from: 0, price: 9_900_000n }],
      confidence: 'verified',
      observedOn: '2026-11-12',
    })
    const comments = (yaml: string) => yaml.split('\n').filter((line) => line.trim().startsWith('#'))
    expect(comments(edited)).toEqual(comments(text))
    expect([...after.rows.keys()]).toEqual([...estateBook().rows.keys()])
    const others = (book: PriceBook) => [...book.rows].filter(([key]) => !key.endsWith(' eu-west-1'))
    expect(others(after)).toEqual(others(estateBook()))
  })
  test('is left alone the second time', () => {
    expect(
      editPrices(
        edited,
        refreshFromOffers(bookOf(edited), offers).updates.map(({ update }) => update),
      ),
    ).toBe(edited)
  })
  test('a row in one line stays in one line', () => {
    const short = `apiVersion: landlord/v1\ncurrency: USD\nprices:\n  - { sku: kms/key, region: eu-west-1, unit: month, source: nobody, confidence: missing } # ours\n`
    expect(
      editPrices(
        short,
        updates.filter(({ sku }) => sku === 'kms/key'),
      ),
    ).toBe(
      short.replace(
        'unit: month, source: nobody, confidence: missing',
        "unit: month, price: 1.00, source: 'AWS price list, awskms, eu-west-1', observedOn: 2026-11-02, confidence: verified",
      ),
    )
  })

  const decimal = fc.integer({ min: 1, max: 10 ** 9 }).map((n) => (n / 10 ** 6).toFixed(6))
  const anyUpdate = fc.record({
    row: fc.constantFrom(...estateBook().rows.values()),
    first: decimal,
    later: fc.uniqueArray(fc.integer({ min: 1, max: 10 ** 6 }), { maxLength: 3 }),
    source: fc.constantFrom('a list', "somebody's list: page 1", 'x, y', '# odd', '[brackets]'),
  })
  test('whatever changes, only that changes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyUpdate, { maxLength: 5, selector: ({ row }) => row }), (some) => {
        const wanted = some.map(({ row: { sku, region, unit }, first, later, source }): PriceUpdate => {
          const more = later.toSorted((a, b) => a - b).map((from) => ({ from: String(from), price: first }))
          return {
            sku,
            region,
            unit,
            tiers: [{ from: '0', price: first }, ...more],
            source,
            observedOn: '2026-11-20',
          }
        })
        const after = bookOf(editPrices(text, wanted))
        for (const [key, row] of estateBook().rows) {
          const update = wanted.find(({ sku, region }) => `${sku} ${region}` === key)
          if (update === undefined) expect(after.rows.get(key)).toEqual(row)
          else
            expect(after.rows.get(key)).toMatchObject({
              source: update.source,
              observedOn: '2026-11-20',
              confidence: 'verified',
            })
        }
        expect(after.rows.size).toBe(estateBook().rows.size)
      }),
      { numRuns: 25 },
    )
  })
})

describe('models', () => {
  const list: Readonly<Record<string, ModelPrice>> = {
    'gpt-4o': { id: 'gpt-4o', input: 2.25, output: 9, source: 'a list', observedOn: '2026-11-01' },
    'embed-9': { id: 'embed-9', input: 0.075, output: undefined, source: 'a list', observedOn: '2026-11-01' },
  }
  const found = refreshModels(estateBook(), (id) => list[id] ?? 'unknown', ['embed-9', 'gpt-99'])
  test('that the book has get the list’s price; the others keep theirs', () => {
    expect(found.updates.map(({ update }) => [update.sku, update.tiers[0]?.price])).toEqual([
      ['model/gpt-4o/input', '2.25'],
      ['model/gpt-4o/output', '9.00'],
    ])
    expect(found.kept.length).toBeGreaterThan(80)
  })
  test('that are asked for are added behind the other models; one that only embeds has no output row', () => {
    expect(found.added.map(({ sku }) => sku)).toEqual(['model/embed-9/input'])
    const edited = editPrices(text, found.added)
    expect(priceOf(bookOf(edited), 'model/embed-9/input', 'us-east-1')?.tiers).toEqual([
      { from: 0, price: 7_500_000n },
    ])
    const lines = edited.split('\n')
    expect(lines.findIndex((line) => line.includes('model/embed-9/'))).toBeLessThan(
      lines.findIndex((line) => line.includes('dashboards/viewer')),
    )
  })
})
