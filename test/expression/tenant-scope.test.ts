import { describe, expect, test } from '@jest/globals'
import { tenantScope } from '../../src/expression/tenant-scope.ts'
import type { DataProfile } from '../../src/tenant/tenant.ts'
import { aChange, aSettings, aTenant } from '../builders.ts'

const seen = (data: Partial<DataProfile>, region = 'ap-south-1') => {
  const tenant = aTenant({ region, data: { ...aTenant().data, ...data } })
  return tenantScope(tenant, aChange({ after: tenant }), aSettings()).values.data as Record<string, unknown>
}

describe('data is sensitive', () => {
  test.each<[boolean, string, Partial<DataProfile>]>([
    [true, 'when restricted', { classification: 'restricted', categories: [] }],
    [true, 'when special', { categories: ['special'] }],
    [true, 'when it is health data', { categories: ['personal', 'phi'] }],
    [true, 'when it holds card numbers', { categories: ['pan'] }],
    [false, 'not for being personal', { categories: ['personal'] }],
    [
      false,
      'not for being confidential or financial',
      { classification: 'confidential', categories: ['financial'] },
    ],
  ])('%s: %s', (sensitive, _when, data) => {
    expect(seen(data).sensitive).toBe(sensitive)
  })
})

describe('data crosses a border', () => {
  const transfer = { to: 'US', processor: 'openai' }
  test.each<[boolean, string, Partial<DataProfile>, string]>([
    [false, 'Indians in Mumbai', { subjects: ['IN'] }, 'ap-south-1'],
    [true, 'Indians in Ireland', { subjects: ['IN'] }, 'eu-west-1'],
    [false, 'Europeans in Ireland', { subjects: ['EU'] }, 'eu-west-1'],
    [false, 'Norwegians in Ireland: the EEA is one place', { subjects: ['NO'] }, 'eu-west-1'],
    [true, 'Europeans in London', { subjects: ['EU'] }, 'eu-west-2'],
    [false, 'Europeans and Indians in Ireland', { subjects: ['EU', 'IN'] }, 'eu-west-1'],
    [true, 'a transfer, wherever it is stored', { subjects: ['IN'], transfers: [transfer] }, 'ap-south-1'],
    [false, 'nobody’s data', { subjects: [] }, 'eu-west-1'],
    [true, 'a region that nobody knows', { subjects: ['IN'] }, 'moon-1'],
  ])('%s: %s', (crosses, _who, data, region) => {
    expect(seen(data, region).crossBorder).toBe(crosses)
  })
})
