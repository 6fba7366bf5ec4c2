import type { Settings } from '../tenant/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { percent, per, quantity, type Quantity } from './quantity.ts'

/** What a tenant does in a month. */
export type MonthlyUsage = Readonly<{
  queries: Quantity
  inputTokensPerQuery: Quantity
  outputTokensPerQuery: Quantity
  documents: Quantity
  storageGiB: Quantity
  egressGiB: Quantity
}>

export type Profiles = Readonly<{ low: MonthlyUsage; expected: MonthlyUsage; high: MonthlyUsage }>

/**
 * Three months a tenant may have. A declared figure is expected, 30 % less or more are low and high.
 * What is not declared follows from the quota (docs/cost-example.md, "What is assumed"); these shares are this
 * project's own, to be replaced by what an estate measures.
 */
export function usageProfiles(tenant: Tenant, settings: Settings): Profiles {
  return {
    low: monthOf(tenant, settings, 'low'),
    expected: monthOf(tenant, settings, 'expected'),
    high: monthOf(tenant, settings, 'high'),
  }
}

type Case = 'low' | 'expected' | 'high'

const declaredPercent = { low: 70n, expected: 100n, high: 130n } as const

/** Of every minute of 730 hours at the full quota, in hundredths of a percent. */
const queriesShare = { low: 20n, expected: 50n, high: 150n } as const
const documentsPercent = { low: 10n, expected: 30n, high: 100n } as const
const storagePercent = { low: 20n, expected: 40n, high: 100n } as const

const minutesPerMonth = 730n * 60n
const typicalInputTokens = quantity(1000)
/** Of the longest answer that the tier allows. */
const typicalOutputPercent = 10n
/** An answer with its sources is about 10 KiB. */
const answersPerGiB = (1024n * 1024n) / 10n

/** One of them. */
export function monthOf(tenant: Tenant, settings: Settings, which: Case): MonthlyUsage {
  const { usage, quotas } = tenant
  const declared = (number: number | undefined): Quantity | undefined =>
    number === undefined ? undefined : percent(quantity(number), declaredPercent[which])
  const quiet = tenant.lifecycle.state !== 'active'
  const queries = quiet
    ? 0n
    : (declared(usage.queriesPerMonth) ??
      per(quantity(quotas.queriesPerMinute) * minutesPerMonth * queriesShare[which], 10_000n))
  const maxTokens = quantity(settings.tiers[tenant.tier]?.maxTokens ?? 0)
  return {
    queries,
    inputTokensPerQuery:
      usage.inputTokensPerQuery === undefined ? typicalInputTokens : quantity(usage.inputTokensPerQuery),
    outputTokensPerQuery:
      usage.outputTokensPerQuery === undefined
        ? percent(maxTokens, typicalOutputPercent)
        : quantity(usage.outputTokensPerQuery),
    documents: quiet ? 0n : percent(quantity(quotas.documentsPerMonth), documentsPercent[which]),
    storageGiB: declared(usage.storageGiB) ?? percent(quantity(quotas.storageGiB), storagePercent[which]),
    egressGiB: quiet ? 0n : (declared(usage.egressGiB) ?? per(queries, answersPerGiB)),
  }
}
