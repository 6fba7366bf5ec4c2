import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { percent, per, quantity, type Quantity } from './quantity.ts'
import { mulDiv } from './whole.ts'

/** What a tenant does in a month. */
export type MonthlyUsage = Readonly<{
  /** What is kept ready for it, every minute of the month. */
  queriesPerMinute: Quantity
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

const declaredPercent = { low: 70, expected: 100, high: 130 } as const

/** Of every minute of 730 hours at the full quota, in hundredths of a percent. */
const queriesShare = { low: 20, expected: 50, high: 150 } as const
const documentsPercent = { low: 10, expected: 30, high: 100 } as const
const storagePercent = { low: 20, expected: 40, high: 100 } as const

const minutesPerMonth = 730 * 60
const typicalInputTokens = quantity(1000)
/** Of the longest answer that the tier allows. */
const typicalOutputPercent = 10
/** An answer with its sources is about 10 KiB. */
const answersPerGiB = Math.floor((1024 * 1024) / 10)

/** One of them. */
export function monthOf(tenant: Tenant, settings: Settings, which: Case): MonthlyUsage {
  const { usage, quotas } = tenant
  const declared = (number: number | undefined): Quantity | undefined =>
    number === undefined ? undefined : percent(quantity(number), declaredPercent[which])
  const quiet = tenant.lifecycle.state !== 'active'
  const queriesPerMinute = quantity(quotas.queriesPerMinute)
  const queries = quiet
    ? 0
    : (declared(usage.queriesPerMonth) ??
      mulDiv(queriesPerMinute, minutesPerMonth * queriesShare[which], 10_000))
  const maxTokens = quantity(settings.tiers[tenant.tier]?.maxTokens ?? 0)
  return {
    queriesPerMinute,
    queries,
    inputTokensPerQuery:
      usage.inputTokensPerQuery === undefined ? typicalInputTokens : quantity(usage.inputTokensPerQuery),
    outputTokensPerQuery:
      usage.outputTokensPerQuery === undefined
        ? percent(maxTokens, typicalOutputPercent)
        : quantity(usage.outputTokensPerQuery),
    documents: quiet ? 0 : percent(quantity(quotas.documentsPerMonth), documentsPercent[which]),
    storageGiB: declared(usage.storageGiB) ?? percent(quantity(quotas.storageGiB), storagePercent[which]),
    egressGiB: quiet ? 0 : (declared(usage.egressGiB) ?? per(queries, answersPerGiB)),
  }
}
