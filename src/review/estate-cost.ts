import { rateOn } from '../cost/exchange-rates.ts'
import { expectedMonths } from '../cost/expected-month.ts'
import { judgeCost, judgeRates } from '../cost/judge-cost.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Rules } from './read-rules.ts'

/** What is to be said of the cost of a tenant as it stands; the day's rate is looked up once for all of them. */
export function judgeCostOn(
  on: string,
  { settings, prices }: Rules,
): (tenant: Tenant, file: string) => readonly Finding[] {
  if (prices === undefined) return () => []
  const { book, rates } = prices
  const rate = rateOn(rates, { from: book.currency, to: settings.currency }, on)
  const expectedOf = expectedMonths({ book, rate, settings })
  return (tenant, file) =>
    judgeCost(tenant, { monthly: { expected: expectedOf(tenant) } }, { file, line: 1, column: 1 })
}

/** Without a rate nobody can be priced: said once. */
export const rateFindings = ({ settings, prices }: Rules, on: string): readonly Finding[] =>
  prices === undefined ? [] : judgeRates(prices.book, prices.rates, settings, on)
