import { describe, expect, test } from '@jest/globals'
import { costDrivers } from '../../src/cost/cost-drivers.ts'
import { quantity } from '../../src/cost/quantity.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { usageWords } from '../../src/cost/usage-words.ts'
import { aSettings, aTenant } from '../builders.ts'
import { day, estateBook, estateRates, estimateTenant } from './estate.ts'

const estimate = (fields: Partial<Tenant> = {}) =>
  estimateTenant(
    aTenant({ region: 'us-east-1', models: ['gpt-4o'], ...fields }),
    estateBook(),
    estateRates(),
    aSettings(),
    day,
  )
const says = (...drivers: Parameters<typeof costDrivers>) => costDrivers(...drivers).map((one) => one.says)

describe('what drives a cost', () => {
  test('a model is one driver, however many lines it has', () => {
    const after = estimate({ usage: { queriesPerMonth: 500_000 } })
    const model = after.lines.filter(({ sku }) => sku.startsWith('model/'))
    expect(model).toHaveLength(2)
    expect(costDrivers(undefined, after)[0]).toEqual({
      says: 'the model gpt-4o',
      monthly: { currency: 'INR', minor: model.reduce((sum, line) => sum + (line.monthly?.minor ?? 0n), 0n) },
    })
  })
  test('of a change are what differs most, also downwards', () => {
    const before = estimate({ usage: { queriesPerMonth: 500_000 } })
    const after = estimate({ usage: { queriesPerMonth: 500_000 }, models: ['gpt-4o-mini'] })
    const [less, more] = costDrivers(before, after)
    expect([less?.says, more?.says]).toEqual(['the model gpt-4o', 'the model gpt-4o-mini'])
    expect(less && less.monthly.minor < 0n).toBe(true)
    expect(more && more.monthly.minor > 0n).toBe(true)
  })
  test('there is none where nothing changes', () => {
    expect(says(estimate(), estimate())).toEqual([])
  })
  test('what is less than a hundredth is none', () => {
    expect(says(undefined, estimate({ usage: { queriesPerMonth: 50_000_000 } }))).toEqual([
      'the model gpt-4o',
    ])
  })
})

describe('usage in words', () => {
  test.each([
    ['alarms/alarm', 8, 'month', '8 alarms'],
    ['kms/key', 1, 'month', '1 key'],
    ['database/db.t4g.large', 182.5, 'hour', '182.5 machine hours'],
    ['storage/standard', 320, 'GiB-month', '320 GiB-months'],
    ['storage/get', 1250, 'thousand requests', '1,250 thousand requests'],
    ['logs/ingested', 1234567.890123, 'GiB', '1,234,567.890123 GiB'],
  ])('%s: %s %s is %s', (sku, units, unit, words) => {
    expect(usageWords({ sku, quantity: quantity(units), unit })).toBe(words)
  })
})
