import { expect, test } from '@jest/globals'
import { costBasis, judgeCost } from '../../src/cost/judge-cost.ts'
import { renderQuantity } from '../../src/cost/quantity.ts'
import { renderMoney } from '../../src/tenant/money.ts'
import {
  day,
  estateBook,
  estateRates,
  estateSettings,
  estimateTenant,
  readEstate,
  tenantOf,
} from './estate.ts'

const page = readEstate('docs/cost-example.md')
const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
const tenant = tenantOf(text, 'example-shop')
const settings = estateSettings()
const estimate = estimateTenant(tenant, estateBook(), estateRates(), settings, day)
const bold = [...page.matchAll(/\*\*(₹[\d,.]+)/g)].map(([, amount]) => amount)

test('the page’s table is what the program says, line by line', () => {
  const table = page
    .split('\n')
    .filter((line) => line.startsWith('|') && line.endsWith(' |') && line.includes('₹'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .map(([label, , ...rest]) => [label, ...rest])
  expect(table).toHaveLength(17)
  expect(
    estimate.lines.map(({ label, quantity, unit, unitPrice, monthly }) => [
      label,
      renderQuantity(quantity),
      unit,
      unitPrice,
      monthly && renderMoney(monthly),
    ]),
  ).toEqual(table)
})

test('so are its totals, the year and the range', () => {
  const { low, expected, high } = estimate.monthly
  const year = { ...expected, minor: expected.minor * 12n }
  expect([expected, year, low, high].map(renderMoney)).toEqual(bold)
})

test('nothing is left out, and it is within the budget', () => {
  expect(estimate.exclusions).toEqual([])
  expect(judgeCost(tenant, estimate, { file: 'f', line: 1, column: 1 })).toEqual([])
})

test('the page names the rate that was used', () => {
  const basis = costBasis(estateBook(), estateRates(), settings, day)
  expect(basis).toBe('price book of 2026-11-04, 1 USD = 84.10 INR (example rate since 2026-09-01)')
  expect(page).toContain('1 USD = 84.10 INR, an example rate')
})

test('so are the tiers', () => {
  const shown = estimateTenant(
    { ...tenant, usage: { ...tenant.usage, egressGiB: 12_000 } },
    estateBook(),
    estateRates(),
    settings,
    day,
  ).lines.filter(({ sku }) => sku === 'egress/internet')
  expect(shown).toHaveLength(2)
  for (const { label, quantity, unitPrice, monthly } of shown) {
    const words = label.replace('Traffic to the internet, ', '')
    const units = renderQuantity(quantity).replace(/(?=\d{3}$)/, ' ')
    expect(page).toContain(`- ${words}: ${units} × ${unitPrice} × 84.10 = ${monthly && renderMoney(monthly)}`)
  }
})

test('what stands however little is used is what the page names', () => {
  const fixed = estimate.lines.filter((line) => line.fixed).map(({ sku }) => sku.split('/')[0])
  expect(fixed).toEqual(['database', 'cache', 'kms', 'alarms', 'secrets', 'dashboards'])
})
