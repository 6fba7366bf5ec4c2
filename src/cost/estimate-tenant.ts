import type { Currency, Money } from '../tenant/money.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { costLines } from './cost-lines.ts'
import type { Costing, Estimate } from './estimate.ts'
import { rateOn, type ExchangeRates } from './exchange-rates.ts'
import { needsPlanner, noPrice, type PlannedNeed, type Priced } from './planned-need.ts'
import type { PriceBook } from './price-book.ts'
import { inTier } from './price-tiers.ts'
import type { Quantity } from './quantity.ts'
import { costOf } from './unit-cost.ts'
import { monthOf, usageProfiles, type MonthlyUsage } from './usage-profile.ts'
import { vectorsUnbilled } from './vector-needs.ts'
import { add, type Whole } from './whole.ts'

export type TenantEstimator = Readonly<{
  estimate: (tenant: Tenant) => Estimate
  /** What `estimate` expects of a month, and what has no price: all that the gate asks, of thousands of tenants. */
  costing: (tenant: Tenant) => Costing
}>

/**
 * What tenants cost in a month, at the prices of the book and the exchange rate of the day `on` (the head commit's
 * date): the same commit gives the same figure for ever. Each line is rounded to the minor unit (a half goes up),
 * and the lines add up to the total. What has no price is an exclusion, never nothing.
 */
export function tenantEstimator(
  { book, rates }: Readonly<{ book: PriceBook; rates: ExchangeRates }>,
  settings: Settings,
  on: string,
): TenantEstimator {
  const { currency, provisioning } = settings
  const rate = rateOn(rates, { from: book.currency, to: currency }, on)
  const noRate =
    rate === undefined
      ? `everything, as ${book.currency} has no exchange rate to ${currency} on ${on.slice(0, 10)}`
      : undefined
  const planOf = needsPlanner(book, rate, provisioning)
  const cost = (tenant: Tenant): Costing => {
    const plan = planOf(tenant)
    const linesOf = (part: readonly PlannedNeed[]) =>
      costLines(part, usageProfiles(tenant, settings), currency)
    const without = plan.filter(({ priced }) => 'why' in priced)
    return {
      expected: monthly(plan, monthOf(tenant, settings, 'expected'), currency),
      unpriced: without.length === 0 ? [] : linesOf(without),
      parts: () => linesOf(plan).length,
    }
  }
  // The budget and conditions ask about the same tenant, one after the other.
  let latest: Readonly<{ tenant: Tenant; costing: Costing }> | undefined
  return {
    costing: (tenant) => {
      if (latest?.tenant !== tenant) latest = { tenant, costing: cost(tenant) }
      return latest.costing
    },
    estimate: (tenant) => {
      const plan = planOf(tenant)
      const profiles = usageProfiles(tenant, settings)
      return {
        tenant: tenant.id,
        monthly: {
          low: monthly(plan, profiles.low, currency),
          expected: monthly(plan, profiles.expected, currency),
          high: monthly(plan, profiles.high, currency),
        },
        lines: costLines(plan, profiles, currency),
        exclusions: [
          ...(noRate === undefined ? unpriced(plan, profiles.high, tenant.region) : [noRate]),
          ...(tenant.lifecycle.state === 'retired'
            ? ['storage during the days of grace after retirement']
            : vectorsUnbilled[provisioning.vectors]),
        ],
      }
    },
  }
}

function monthly(plan: readonly PlannedNeed[], usage: MonthlyUsage, currency: Currency): Money {
  let sum: Whole = 0
  for (const { need, priced } of plan)
    if ('tiers' in priced) sum = add(sum, costOfNeed(need.quantityIn(usage), priced))
  return { currency, minor: BigInt(sum) }
}

/** Each tier is a line of its own, and rounded by itself. */
function costOfNeed(quantity: Quantity, { tiers }: Priced): Whole {
  const [only] = tiers
  if (only !== undefined && tiers.length === 1) return costOf(quantity, only.cost)
  return tiers.reduce<Whole>(
    (sum, { cost }, tier) => add(sum, costOf(inTier(quantity, tiers, tier), cost)),
    0,
  )
}

/** What the figure leaves out, in words; what has no price in one sentence, as it may be long. */
function unpriced(plan: readonly PlannedNeed[], most: MonthlyUsage, region: string): readonly string[] {
  const reasons = plan.flatMap(({ need, priced }) =>
    'why' in priced && need.quantityIn(most) > 0 ? [{ label: need.label, why: priced.why }] : [],
  )
  const without = reasons.filter(({ why }) => why === noPrice)
  return [
    ...(without.length === 0
      ? []
      : [`no price in ${region} for ${without.map(({ label }) => asNoun(label)).join(', ')}`]),
    ...reasons.filter(({ why }) => why !== noPrice).map(({ label, why }) => `${label} ${why}`),
  ]
}

/** "Cache, a share of a machine" → "cache (a share of a machine)", since the list has commas of its own. */
const asNoun = (label: string): string => {
  const comma = label.indexOf(', ')
  const noun = label.charAt(0).toLowerCase() + label.slice(1, comma < 0 ? undefined : comma)
  return comma < 0 ? noun : `${noun} (${label.slice(comma + 2)})`
}
