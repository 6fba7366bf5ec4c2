import { expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { burstsOf } from '../../src/capacity/bursts.ts'
import { holdingOf } from '../../src/capacity/holding.ts'
import { limitOf } from '../../src/capacity/resources.ts'
import { defaultTiers } from '../../src/tenant/settings/default-tiers.ts'
import type { Pool } from '../../src/tenant/settings/settings.ts'
import { asking } from '../capacity/a-pool.ts'
import { fences, read } from './document.ts'

const [example = ''] = fences(read('docs/guides/capacity.md'), 'yaml')

test('the worked example of the capacity guide comes out as it says', () => {
  const [pool] = (parse(example) as { pools: readonly Pool[] }).pools
  if (pool === undefined) throw new Error('the guide has no pool')
  const holdings = [
    asking('acme-retail', 400, { tier: 'gold', borrow: { queriesPerMinute: 150 } }),
    asking('school', 300, { borrow: { queriesPerMinute: 100 } }),
    asking('other', 150, { borrow: { queriesPerMinute: 50 } }),
  ].flatMap((tenant) => holdingOf(tenant, '2026-11-21') ?? [])
  const [bursts] = burstsOf(pool, holdings, defaultTiers)
  expect(limitOf(pool, 'queriesPerMinute')).toBe(1140)
  expect(bursts).toMatchObject({ usable: 950, nominal: 850 })
  expect(bursts?.all.throttled.map(({ tenant, asked, given }) => [tenant, given, asked])).toEqual([
    ['school', 0, 100],
    ['other', 0, 50],
    ['acme-retail', 100, 150],
  ])
})
