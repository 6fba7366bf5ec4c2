import { renderDecimal } from '../../cost/decimal.ts'
import { ratePlaces, rateOn } from '../../cost/exchange-rates.ts'
import { costBasis, judgeCost, judgeRates } from '../../cost/judge-cost.ts'
import { bookAge } from '../../cost/judge-prices.ts'
import type { Change } from '../../tenant/change.ts'
import type { Finding } from '../../tenant/finding.ts'
import type { Settings } from '../../tenant/settings/settings.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import type { Prices, Rules } from '../read-rules.ts'
import { estimatorOn } from './estimator.ts'
import type { CostChange, PriceBasis } from '../verdict.ts'

export type Costs = Readonly<{
  costs: readonly CostChange[]
  /** See `Verdict.basis`. */
  basis: string
  prices: PriceBasis | undefined
  findings: readonly Finding[]
}>

/** What each change costs before and after, at the prices and the rate of the day `on` (ISO date). */
export function costChanges(changes: readonly Change[], rules: Rules, on: string): Costs {
  const { settings, prices } = rules
  const estimator = estimatorOn(rules, on)
  if (prices === undefined || estimator === undefined)
    return { costs: [], basis: 'no price book, so nothing is priced', prices: undefined, findings: [] }
  const estimate = (tenant: Tenant | undefined) => tenant && estimator.estimate(tenant)
  const costs = changes.map(({ tenant, before, after }) => ({
    tenant,
    before: estimate(before),
    after: estimate(after),
  }))
  const overBudget = changes.flatMap(({ after, file }, index) => {
    const expected = costs[index]?.after
    if (after === undefined || expected === undefined) return []
    return judgeCost(after, expected, { file, line: 1, column: 1 })
  })
  const rateFindings = changes.length === 0 ? [] : judgeRates(prices.book, prices.rates, settings, on)
  return {
    costs,
    basis: costBasis(prices.book, prices.rates, settings, on),
    prices: basisOf(prices, settings, on),
    findings: [...overBudget, ...rateFindings],
  }
}

function basisOf({ book, rates }: Prices, settings: Settings, on: string): PriceBasis {
  const rate = rateOn(rates, { from: book.currency, to: settings.currency }, on)
  return {
    currency: book.currency,
    observedOn: book.observedOn,
    age: bookAge(book, on),
    rate: rate && { ...rate, rate: renderDecimal(rate.rate, ratePlaces, 2) },
  }
}
