import { tenantEstimator } from '../../src/cost/estimate-tenant.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { generateTenants } from './check-estate.ts'
import { asFile, shippedRules } from './shipped-rules.ts'

/** Milliseconds of processor time, of all threads. */
export type EstimateTimes = Readonly<{
  /** The expected month of each, as a check of the whole estate asks for it. */
  month: number
  /** Each in full: three months and every line. */
  lines: number
}>

/** By the rules that Landlord ships, each way in a process that has not been asked before where it is called once. */
export function estimateAll(tenants: readonly Tenant[]): EstimateTimes {
  const { prices, settings } = shippedRules()
  if (prices === undefined) throw new Error('Landlord ships no prices.')
  const estimator = tenantEstimator(prices, settings, '2026-11-21')
  let minor = 0n
  const lines = cpuOf(() => {
    for (const tenant of tenants) minor += estimator.estimate(tenant).monthly.expected.minor
  })
  const month = cpuOf(() => {
    for (const tenant of tenants) minor -= estimator.costing(tenant).expected.minor
  })
  if (minor !== 0n) throw new Error('The two ways differ.')
  return { month, lines }
}

/** Of a few hundred files; every tenant uses a little more than the one before it, so no two cost the same. */
export function benchTenants(count: number): readonly Tenant[] {
  const { settings } = shippedRules()
  const few = generateTenants(Math.min(count, 300)).flatMap(
    ({ path, text }) => parseTenant(asFile(path, Buffer.from(text)), settings).tenant ?? [],
  )
  return Array.from({ length: count }, (_, index) => {
    const [tenant] = few.slice(index % few.length)
    if (tenant === undefined) throw new Error('The generated tenants are broken.')
    const { id, usage } = tenant
    return {
      ...{ ...tenant, id: `${id}-${index}` },
      usage: { ...usage, queriesPerMonth: (usage.queriesPerMonth ?? 0) + index, egressGiB: index % 500 },
    }
  })
}

function cpuOf(work: () => void): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
