import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { costChanges } from '../../src/review/cost/changes.ts'
import { costTotals, groupings } from '../../src/review/cost/totals.ts'
import { readRules } from '../../src/review/read-rules.ts'
import { differenceOf } from '../../src/review/totals.ts'
import type { Change } from '../../src/tenant/change.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aTenant } from '../builders.ts'
import { day } from '../cost/estate.ts'
import { aVerdict } from './a-verdict.ts'
import { estateRules } from './an-estate.ts'

const { rules } = readRules(estateRules)
if (rules === undefined) throw new Error('The example estate has a broken rule file.')

const changeOf = (before: Tenant | undefined, after: Tenant): Change => ({
  kind: before === undefined ? 'onboard' : 'change',
  tenant: after.id,
  file: `tenants/${after.id}.yaml`,
  before,
  after,
  beforeBlob: 'a',
  afterBlob: 'b',
})

const tenants = fc.array(
  fc.record({
    tier: fc.constantFrom('gold', 'silver', 'bronze'),
    region: fc.constantFrom('us-east-1', 'ap-south-1'),
    businessUnit: fc.constantFrom('retail', 'health'),
    costCenter: fc.constantFrom('CC-1', 'CC-2'),
    usage: fc.record({ queriesPerMonth: fc.integer({ min: 0, max: 1_000_000 }) }),
  }),
  { minLength: 1, maxLength: 8 },
)

describe('the cost of changes', () => {
  test('an unchanged file costs as before', () => {
    fc.assert(
      fc.property(tenants, ([fields]) => {
        const one = aTenant(fields)
        const { costs } = costChanges([changeOf(one, structuredClone(one))], rules, day)
        expect(costs[0]?.after).toEqual(costs[0]?.before)
        expect(costs.map(differenceOf)).toEqual([undefined])
      }),
      { numRuns: 50 },
    )
  })

  test('each grouping adds up to all of it, before and after', () => {
    fc.assert(
      fc.property(tenants, (all) => {
        const changes = all.map((fields, index) => {
          const before = aTenant({ id: `shop-${index}`, ...fields })
          return changeOf(before, { ...before, tier: 'silver', region: 'us-east-1' })
        })
        const { costs } = costChanges(changes, rules, day)
        const totals = costTotals(aVerdict({ changes, costs }))
        const sum = (which: 'before' | 'after') =>
          costs.reduce((total, cost) => total + (cost[which]?.monthly.expected.minor ?? 0n), 0n)
        for (const grouping of groupings) {
          const rows = totals[grouping]
          expect(rows.reduce((total, { after }) => total + after.minor, 0n)).toBe(sum('after'))
          expect(rows.reduce((total, { before }) => total + (before?.minor ?? 0n), 0n)).toBe(sum('before'))
          expect(rows.reduce((total, { tenants: each }) => total + each, 0)).toBe(changes.length)
        }
      }),
      { numRuns: 50 },
    )
  })
})
