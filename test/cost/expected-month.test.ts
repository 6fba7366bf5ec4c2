import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { estimateTenant } from '../../src/cost/estimate-tenant.ts'
import { rateOn } from '../../src/cost/exchange-rates.ts'
import { expectedMonths } from '../../src/cost/expected-month.ts'
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

test.each([day, '1999-01-01'])(
  'a month is expected to cost what the lines of its estimate add up to, on %s',
  (on) => {
    const rate = rateOn(rates, { from: book.currency, to: settings.currency }, on)
    const expectedOf = expectedMonths({ book, rate, settings })
    fc.assert(
      fc.property(anyTenant, (tenant) => {
        expect(expectedOf(tenant)).toEqual(estimateTenant(tenant, book, rates, settings, on).monthly.expected)
      }),
      { numRuns: 500 },
    )
  },
)
