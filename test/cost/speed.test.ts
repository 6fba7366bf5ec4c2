import { expect, test } from '@jest/globals'
import { estimateTenant } from '../../src/cost/estimate-tenant.ts'
import { aTenant } from '../builders.ts'
import { day, estateBook, estateRates, estateSettings } from './estate.ts'

/** Milliseconds of CPU, as other work on the machine makes wall time say little. The aim on an idle machine is 300. */
const bound = 1500

test(`10 000 tenants are estimated in less than ${bound} ms of CPU`, () => {
  const [book, rates, settings] = [estateBook(), estateRates(), estateSettings()]
  const regions = ['us-east-1', 'eu-west-1', 'ap-south-1']
  const tenants = Array.from({ length: 10_000 }, (_, index) =>
    aTenant({
      id: `tenant-${index}`,
      region: regions[index % 3] ?? '',
      models: ['gpt-4o-mini', 'text-embedding-3-small'],
      usage: { queriesPerMonth: 1000 + index, egressGiB: index % 500 },
    }),
  )
  for (const tenant of tenants.slice(0, 1000)) estimateTenant(tenant, book, rates, settings, day)
  const start = process.cpuUsage()
  const total = tenants.reduce(
    (sum, tenant) => sum + estimateTenant(tenant, book, rates, settings, day).monthly.expected.minor,
    0n,
  )
  const spent = process.cpuUsage(start).user / 1000
  process.stdout.write(`10 000 tenants estimated in ${spent.toFixed(0)} ms of CPU\n`)
  expect(total).toBeGreaterThan(0n)
  expect(spent).toBeLessThan(bound)
})
