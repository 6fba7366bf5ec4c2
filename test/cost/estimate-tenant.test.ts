import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judgeCost, judgeRates } from '../../src/cost/judge-cost.ts'
import { quantity } from '../../src/cost/quantity.ts'
import type { Currency } from '../../src/tenant/money.ts'
import type { InstanceSettings } from '../../src/tenant/settings/instances.ts'
import type { Settings } from '../../src/tenant/settings/settings.ts'
import { isolationLayers, type IsolationMode, type Tenant } from '../../src/tenant/tenant.ts'
import { aBudget, aSettings, aTenant, lakhs } from '../builders.ts'
import { day, estateBook, estateRates, estimateTenant, readEstate, tenantOf } from './estate.ts'

const book = estateBook()
const rates = estateRates()
const inVirginia = (fields: Partial<Tenant> = {}): Tenant => aTenant({ region: 'us-east-1', ...fields })
const estimate = (tenant: Tenant, on = day, settings: Settings = aSettings()) =>
  estimateTenant(tenant, book, rates, settings, on)
const monthly = (tenant: Tenant): bigint => estimate(tenant).monthly.expected.minor
const lineOf = (tenant: Tenant, sku: string) => estimate(tenant).lines.find((line) => line.sku === sku)
const all = (mode: IsolationMode): Tenant['isolation'] =>
  Object.fromEntries(isolationLayers.map((layer) => [layer, mode])) as Tenant['isolation']

describe('isolation costs what it takes', () => {
  test.each<[IsolationMode, number, number | undefined]>([
    ['pool', 36.5, undefined],
    ['bridge', 73, 1],
    ['silo', 730, 1],
  ])('%s: %s machine hours, key %s', (mode, hours, keys) => {
    const tenant = inVirginia({ isolation: all(mode) })
    expect(lineOf(tenant, 'database/db.t4g.large')?.quantity).toBe(quantity(hours))
    expect(lineOf(tenant, 'kms/key')?.quantity).toBe(keys && quantity(keys))
  })
  test('a silo with more queries than one machine serves pays for the next whole one', () => {
    const quotas = { ...aTenant().quotas, queriesPerMinute: 2001 }
    expect(lineOf(inVirginia({ isolation: all('silo'), quotas }), 'database/db.t4g.large')?.quantity).toBe(
      quantity(1460),
    )
  })
  test('vectors with machines of their own beside a shared database are one more line', () => {
    const labels = estimate(inVirginia({ isolation: { ...all('pool'), vector: 'silo' } })).lines.map(
      ({ label }) => label,
    )
    expect(labels).toContain('Vector search, machines of its own')
  })
  test('an instance that the settings give is priced by its class, with what stands by and what it sets aside', () => {
    const settings = aSettings()
    const database: InstanceSettings = {
      tiers: { gold: { class: 'db.t4g.large', backupDays: 7, standby: true } },
      places: { 'us-east-1': { subnetGroup: 'tenants', securityGroups: ['sg-01234567'] } },
      ...{ storageGiB: 500, maxStorageGiB: 1000, version: '17' },
    }
    const provisioning = { ...settings.provisioning, instances: { database } }
    const tenant = inVirginia({ tier: 'gold', isolation: { ...all('pool'), database: 'silo' } })
    const { lines } = estimate(tenant, day, { ...settings, provisioning })
    const found = Object.fromEntries(lines.map(({ sku, label, quantity: held }) => [sku, [label, held]]))
    expect(found['database/db.t4g.large']).toEqual(['Database, two machines of its own', quantity(1460)])
    expect(found['database/storage']).toEqual(['Database storage', quantity(1000)])
    const other = { ...database, tiers: { gold: { class: 'db.x9.huge', backupDays: 7, standby: false } } }
    const unpriced = estimate(tenant, day, {
      ...settings,
      provisioning: { ...provisioning, instances: { database: other } },
    })
    expect(unpriced.exclusions.join()).toContain('database (a machine of its own)')
  })
  test('pool < bridge < silo', () => {
    const [pool, bridge, silo] = (['pool', 'bridge', 'silo'] as const).map((mode) =>
      monthly(inVirginia({ isolation: all(mode) })),
    )
    expect(pool).toBeLessThan(bridge ?? 0n)
    expect(bridge).toBeLessThan(silo ?? 0n)
  })
})

describe('models', () => {
  test('that answer share the queries evenly', () => {
    const tenant = inVirginia({
      models: ['gpt-4o', 'gpt-4o-mini'],
      usage: { queriesPerMonth: 1_000_000, inputTokensPerQuery: 100 },
    })
    expect(lineOf(tenant, 'model/gpt-4o/input')?.quantity).toBe(quantity(50))
    expect(lineOf(tenant, 'model/gpt-4o-mini/input')?.quantity).toBe(quantity(50))
  })
  test('that nobody has priced are named, not counted', () => {
    const result = estimate(inVirginia({ models: ['gpt-9'] }))
    expect(result.lines[0]).toMatchObject({
      sku: 'model/gpt-9/input',
      unitPrice: undefined,
      monthly: undefined,
      source: undefined,
    })
    expect(result.exclusions).toEqual(['no price in us-east-1 for model input (gpt-9), model output (gpt-9)'])
  })
  test('of one id named twice are paid once', () => {
    expect(monthly(inVirginia({ models: ['gpt-4o', 'gpt-4o'] }))).toBe(
      monthly(inVirginia({ models: ['gpt-4o'] })),
    )
  })
})

describe('what has no price', () => {
  test('is an exclusion, never nothing', () => {
    const result = estimate(aTenant({ region: 'eu-north-1' }))
    const unpriced = result.lines.filter((line) => line.monthly === undefined)
    expect(unpriced.length).toBeGreaterThan(5)
    expect(unpriced.every(({ unitPrice }) => unitPrice === undefined)).toBe(true)
    expect(result.exclusions[0]).toMatch(
      /^no price in eu-north-1 for database \(a share of a machine\), database storage, /,
    )
  })
  test('is everything where there is no exchange rate', () => {
    const result = estimate(inVirginia(), '2023-12-31')
    expect(result.lines.every((line) => line.monthly === undefined)).toBe(true)
    expect(result.exclusions).toEqual(['everything, as USD has no exchange rate to INR on 2023-12-31'])
    expect(judgeRates(book, rates, aSettings(), '2023-12-31')).toMatchObject([
      {
        rule: 'cost/no-rate',
        severity: 'deny',
        file: '.github/landlord/exchange-rates.yml',
        says: expect.stringContaining('2023-12-31'),
      },
    ])
    expect(judgeRates(book, rates, aSettings(), day)).toEqual([])
  })
  test('a row in another unit is not used', () => {
    const rows = new Map(book.rows)
    const alarm = rows.get('alarms/alarm us-east-1')
    if (alarm !== undefined) rows.set('alarms/alarm us-east-1', { ...alarm, unit: 'hour' })
    expect(estimateTenant(inVirginia(), { ...book, rows }, rates, aSettings(), day).exclusions).toEqual([
      'Alarms is priced by the hour, and needed by the month',
    ])
  })
})

describe('money and time', () => {
  test('the rate is the one of the commit’s day', () => {
    const before = estimate(inVirginia(), '2026-08-31T23:59:59Z').monthly.expected.minor
    const after = estimate(inVirginia(), '2026-09-01').monthly.expected.minor
    expect(Number(after) / Number(before)).toBeCloseTo(84.1 / 83.2, 3)
  })
  test('an estate in dollars needs no rate', () => {
    const result = estimate(inVirginia(), '2020-01-01', aSettings({ currency: 'USD' }))
    expect(result.monthly.expected.currency).toBe('USD')
    expect(result.exclusions).toEqual([])
  })
  test('a retired tenant runs nothing, and the estimate says what it leaves out', () => {
    expect(estimate(inVirginia({ lifecycle: { state: 'retired' } }))).toMatchObject({
      lines: [],
      monthly: { expected: { minor: 0n } },
      exclusions: ['storage during the days of grace after retirement'],
    })
  })
  test('a suspended tenant keeps its machines and asks nothing', () => {
    const suspended = inVirginia({ lifecycle: { state: 'suspended', mode: 'hold' } })
    expect(lineOf(suspended, 'model/gpt-4o-mini/input')).toBeUndefined()
    expect(lineOf(suspended, 'database/db.t4g.large')?.monthly).toEqual(
      lineOf(inVirginia(), 'database/db.t4g.large')?.monthly,
    )
  })
})

describe('the budget', () => {
  const place = { file: 'tenants/vidya-school.yaml', line: 12, column: 9 }
  const yearly = monthly(inVirginia()) * 12n
  test.each([
    ['is enough to the paisa', yearly, 0],
    ['is a paisa short', yearly - 1n, 1],
  ])('%s', (_what, minor, findings) => {
    const tenant = inVirginia({ budget: aBudget({ currency: 'INR', minor }) })
    expect(judgeCost(tenant, estimate(tenant), place)).toHaveLength(findings)
  })
  test('that is exceeded is a warning at its line, with both figures', () => {
    const tenant = inVirginia({ budget: aBudget(lakhs(0.1)) })
    expect(judgeCost(tenant, estimate(tenant), place)).toMatchObject([
      {
        rule: 'cost/over-budget',
        severity: 'warn',
        ...place,
        pointer: '/budget',
        says: expect.stringMatching(
          /₹[\d,.]+ a year \(₹[\d,.]+ a month\), more than the budget of ₹10,000\.$/,
        ),
      },
    ])
  })
  test('in another currency is not compared, and says so', () => {
    const tenant = inVirginia({ budget: aBudget({ currency: 'EUR', minor: 1n }) })
    expect(judgeCost(tenant, estimate(tenant), place)).toMatchObject([
      { rule: 'cost/not-compared', severity: 'info' },
    ])
  })
})

describe('the estate’s tenants', () => {
  test.each(['bazaar-retail', 'vidya-school'])('%s is expected to stay within its budget', (id) => {
    const tenant = tenantOf(readEstate(`tenants/${id}.yaml`), id)
    const result = estimate(tenant)
    expect(result.monthly.expected.minor).toBeGreaterThan(0n)
    expect(judgeCost(tenant, result, { file: 'f', line: 1, column: 1 })).toEqual([])
  })
})

describe('for any tenant', () => {
  const number = (max: number) => fc.integer({ min: 0, max })
  const usage = fc.record(
    {
      queriesPerMonth: number(50_000_000),
      inputTokensPerQuery: number(20_000),
      outputTokensPerQuery: number(4000),
      storageGiB: fc.double({ min: 0, max: 9000, noNaN: true }),
      egressGiB: number(9000),
    },
    { requiredKeys: [] },
  )
  const mode = fc.constantFrom<IsolationMode>('silo', 'bridge', 'pool')
  const tenant = fc
    .record({
      tier: fc.constantFrom('gold', 'silver', 'bronze'),
      region: fc.constantFrom('us-east-1', 'ap-south-1', 'eu-west-1'),
      models: fc.subarray([
        'gpt-4o',
        'gpt-4o-mini',
        'amazon.nova-pro-v1:0',
        'text-embedding-3-small',
        'gpt-9',
      ]),
      isolation: fc.record({ database: mode, storage: mode, cache: mode, vector: mode }),
      quotas: fc.record({
        queriesPerMinute: number(20_000),
        documentsPerMonth: number(1_000_000),
        storageGiB: number(10_000),
      }),
      usage,
    })
    .map((fields) => aTenant(fields as Partial<Tenant>))

  test('the lines add up to the total, low ≤ expected ≤ high, and one currency is used', () => {
    fc.assert(
      fc.property(tenant, (one) => {
        const { lines, monthly: range } = estimate(one)
        expect(lines.reduce((sum, line) => sum + (line.monthly?.minor ?? 0n), 0n)).toBe(range.expected.minor)
        expect(range.low.minor <= range.expected.minor && range.expected.minor <= range.high.minor).toBe(true)
        expect(new Set(lines.flatMap((line) => (line.monthly ? [line.monthly.currency] : [])))).toEqual(
          new Set(lines.some((line) => line.monthly) ? ['INR'] : []),
        )
      }),
      { numRuns: 300 },
    )
  })

  test('more usage never costs less', () => {
    const field = fc.constantFrom(
      'queriesPerMonth',
      'inputTokensPerQuery',
      'outputTokensPerQuery',
      'storageGiB',
      'egressGiB',
    )
    fc.assert(
      fc.property(tenant, field, number(1000), number(1000), (one, key, some, more) => {
        const less = monthly({ ...one, usage: { ...one.usage, [key]: some } })
        const greater = monthly({ ...one, usage: { ...one.usage, [key]: some + more } })
        expect(greater >= less).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('the same file costs the same', () => {
    fc.assert(
      fc.property(tenant, (one) => expect(estimate(one)).toEqual(estimate(structuredClone(one)))),
      { numRuns: 50 },
    )
  })

  test('one currency is used, whichever the estate counts in', () => {
    fc.assert(
      fc.property(tenant, fc.constantFrom<Currency>('INR', 'USD', 'EUR', 'GBP'), (one, currency) => {
        const { lines, monthly: range } = estimate(one, day, aSettings({ currency }))
        const used = [...lines.flatMap((line) => line.monthly ?? []), ...Object.values(range)]
        expect(new Set(used.map((money) => money.currency))).toEqual(new Set([currency]))
      }),
      { numRuns: 100 },
    )
  })

  test('rates that are added later leave the figure of an earlier day as it was', () => {
    fc.assert(
      fc.property(tenant, fc.integer({ min: 1, max: 900 }), (one, days) => {
        const later = new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
        const more = {
          from: 'USD',
          to: 'INR',
          rate: 99_000_000n,
          validFrom: later,
          source: 'x',
          basis: 'agreed',
        } as const
        expect(estimateTenant(one, book, [...rates, more], aSettings(), day)).toEqual(estimate(one))
      }),
      { numRuns: 50 },
    )
  })
})
