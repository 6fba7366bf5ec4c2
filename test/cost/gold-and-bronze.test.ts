import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  day,
  estateBook,
  estateRates,
  estateSettings,
  estimateTenant,
  readEstate,
  tenantOf,
} from './estate.ts'

const settings = estateSettings()
const estimateOf = (tier: string, region: string, more: readonly string[]) => {
  const file = readEstate('tenants/vidya-school.yaml')
    .replace(/^tier: \w+/m, `tier: ${tier}`)
    .replace(/^region: [\w-]+/m, `region: ${region}`)
    .replace(/^isolation: \w+/m, more.join('\n'))
  return estimateTenant(tenantOf(file, 'vidya-school'), estateBook(), estateRates(), settings, day)
}
type Part = 'all' | 'fixed'
const rupees = (tier: string, region: string, more: readonly string[], part: Part): number =>
  estimateOf(tier, region, more)
    .lines.filter(({ fixed }) => part === 'all' || fixed)
    .reduce((sum, { monthly }) => sum + Number(monthly?.minor ?? 0n) / 100, 0)

const sameWork = ['models: [gpt-4o-mini]', 'usage: { queriesPerMonth: 100000, storageGiB: 50 }']
const page = readEstate('docs/guides/cost.md')

describe.each(['us-east-1', 'eu-west-1', 'ap-south-1'])('gold and bronze in %s', (region) => {
  const ratio = (gold: readonly string[], bronze: readonly string[], part: Part) =>
    rupees('gold', region, gold, part) / rupees('bronze', region, bronze, part)
  const measured = {
    base: ratio(['isolation: bridge'], ['isolation: bridge'], 'fixed'),
    work: ratio(['isolation: bridge', ...sameWork], ['isolation: pool', ...sameWork], 'all'),
    defaults: ratio(['isolation: bridge'], ['isolation: pool'], 'all'),
  }
  test('what stands however little is used is about three times as much', () => {
    expect(measured.base).toBeGreaterThan(2.8)
    expect(measured.base).toBeLessThan(3.4)
  })
  test('so is the same work, gold kept apart as usual and bronze in the pool', () => {
    expect(measured.work).toBeGreaterThan(2.8)
    expect(measured.work).toBeLessThan(3.4)
  })
  test('the whole of their defaults is far more than that, and the model is why', () => {
    expect(measured.defaults).toBeGreaterThan(50)
    const { lines, monthly } = estimateOf('gold', region, ['isolation: bridge'])
    const models = lines.reduce(
      (sum, { sku, monthly: line }) => sum + (sku.startsWith('model/') ? (line?.minor ?? 0n) : 0n),
      0n,
    )
    expect(Number(models) / Number(monthly.expected.minor)).toBeGreaterThan(0.9)
  })
  test('the guide states what was measured', () => {
    const [, base, work, defaults] =
      new RegExp(`\`${region}\` +\\| +([\\d.]+) +\\| +([\\d.]+) +\\| +([\\d.]+)`).exec(page) ?? []
    expect([base, work, defaults]).toEqual([
      measured.base.toFixed(2),
      measured.work.toFixed(2),
      measured.defaults.toFixed(0),
    ])
  })
})

test('no source of the model names a tier', () => {
  const folder = join(import.meta.dirname, '../../src/cost')
  const naming = readdirSync(folder).filter((name) =>
    /gold|silver|bronze/i.test(readEstate(`src/cost/${name}`)),
  )
  expect(naming).toEqual([])
})
