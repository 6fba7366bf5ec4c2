import { expect, test } from '@jest/globals'
import { queryLatencyOf } from '../../src/tenant/query-latency.ts'
import { aSettings } from '../builders.ts'

test('a region may have a latency of its own, every other has that of the estate', () => {
  const near = { country: 'IE', jurisdiction: 'eea' } as const
  const settings = {
    ...aSettings(),
    regions: { near, far: { ...near, queryLatencyMs: 900 } },
  }
  expect(['near', 'far', 'unknown'].map((region) => queryLatencyOf(settings, region))).toEqual([
    500, 900, 500,
  ])
})
