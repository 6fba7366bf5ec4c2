import { expect, test } from '@jest/globals'
import { burstsOf } from '../../src/capacity/bursts.ts'
import { holdingOf } from '../../src/capacity/holding.ts'
import { renderCapacity } from '../../src/review/comment/capacity.ts'
import { defaultTiers } from '../../src/tenant/settings/default-tiers.ts'
import { aPool, asking } from '../capacity/a-pool.ts'
import { expectGolden } from '../golden.ts'

const holdings = [
  asking('acme-retail', 400, { tier: 'gold', borrow: { queriesPerMinute: 150, storageGiB: 20 } }),
  asking('small-school', 300, { tier: 'bronze', borrow: { queriesPerMinute: 100 } }),
  asking('other-school', 150, { tier: 'bronze', borrow: { queriesPerMinute: 50 } }),
].flatMap((tenant) => holdingOf(tenant, '2026-11-21') ?? [])

test('the three cases, who is throttled first, and who holds room', () => {
  const bursts = burstsOf(aPool({ reserve: { queriesPerMinute: 50 } }), holdings, defaultTiers)
  const capacity = [
    {
      pool: 'mumbai',
      resource: 'queriesPerMinute',
      claimed: 850,
      limit: 950,
      held: [{ pull: 12, amount: 150 }],
    },
    { pool: 'mumbai', resource: 'storageGiB', claimed: 30, limit: 1000, held: [] },
  ] as const
  expectGolden('review/capacity-three-cases.md', renderCapacity({ capacity, bursts }))
})

test('where no pool is concerned nothing is said', () => {
  expect(renderCapacity({ capacity: [], bursts: [] })).toBe('')
})
