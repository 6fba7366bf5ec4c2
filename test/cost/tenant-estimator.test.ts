import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { divideHalfUp, parseDecimal } from '../../src/cost/decimal.ts'
import { tenantEstimator } from '../../src/cost/estimate-tenant.ts'
import { rateOn } from '../../src/cost/exchange-rates.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aSettings, aTenant } from '../builders.ts'
import { day, estateBook, estateRates } from './estate.ts'

const book = estateBook()
const rates = estateRates()
const settings = aSettings()

const mode = fc.constantFrom('pool', 'bridge', 'silo')
const amount = fc.oneof(
  fc.constant(0),
  fc.nat(1_000),
  fc.nat(1_000_000_000),
  fc.maxSafeNat(),
  fc.double({ min: 0, max: 1e6, noNaN: true }),
)
const anyTenant: fc.Arbitrary<Tenant> = fc
  .record({
    region: fc.constantFrom('us-east-1', 'eu-west-1', 'ap-south-1', 'nowhere-1'),
    lifecycle: fc.constantFrom(
      { state: 'active' },
      { state: 'retired' },
      { state: 'suspended', mode: 'hold' },
    ),
    isolation: fc.record({ database: mode, storage: mode, cache: mode, vector: mode }),
    models: fc.uniqueArray(fc.constantFrom('gpt-4o-mini', 'gpt-4o', 'text-embedding-3-small', 'unknown')),
    quotas: fc.record({ queriesPerMinute: amount, documentsPerMonth: amount, storageGiB: amount }),
    usage: fc.record(
      {
        ...{ queriesPerMonth: amount, inputTokensPerQuery: amount, outputTokensPerQuery: amount },
        ...{ storageGiB: amount, egressGiB: amount },
      },
      { requiredKeys: [] },
    ),
  })
  .map((fields) => aTenant(fields as Partial<Tenant>))

const estimator = (on: string) => tenantEstimator({ book, rates }, settings, on)

test.each([day, '1999-01-01'])(
  'a month is expected to cost what the lines of its estimate add up to, on %s',
  (on) => {
    const { costing, estimate } = estimator(on)
    fc.assert(
      fc.property(anyTenant, (tenant) => {
        const { lines, monthly } = estimate(tenant)
        expect(costing(tenant).expected).toEqual(monthly.expected)
        expect(lines.reduce((sum, line) => sum + (line.monthly?.minor ?? 0n), 0n)).toBe(
          monthly.expected.minor,
        )
      }),
      { numRuns: 500 },
    )
  },
)

test('what was estimated before makes no difference', () => {
  const { estimate } = estimator(day)
  fc.assert(
    fc.property(anyTenant, (tenant) => {
      expect(estimate(tenant)).toEqual(estimator(day).estimate(tenant))
    }),
    { numRuns: 200 },
  )
})

test('each line is its quantity × its price × the rate, to the paisa', () => {
  const { estimate } = estimator(day)
  const rate = rateOn(rates, { from: book.currency, to: settings.currency }, day)?.rate ?? 0n
  fc.assert(
    fc.property(anyTenant, (tenant) => {
      for (const { quantity, unitPrice, monthly } of estimate(tenant).lines) {
        if (unitPrice === undefined) continue
        const exact = BigInt(quantity) * (parseDecimal(unitPrice, 8) ?? -1n) * rate * 100n
        expect(monthly?.minor).toBe(divideHalfUp(exact, 10n ** 20n))
      }
    }),
    { numRuns: 500 },
  )
})
