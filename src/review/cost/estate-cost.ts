import { tenantEstimator } from '../../cost/estimate-tenant.ts'
import { judgeCost, judgeRates } from '../../cost/judge-cost.ts'
import type { Finding } from '../../tenant/finding.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import type { Rules } from '../read-rules.ts'

/** What is to be said of the cost of a tenant as it stands: of the expected month, since nobody reads lines here. */
export function judgeCostOn(
  on: string,
  { settings, prices }: Rules,
): (tenant: Tenant, file: string) => readonly Finding[] {
  if (prices === undefined) return () => []
  const { expectedMonth } = tenantEstimator(prices, settings, on)
  return (tenant, file) =>
    judgeCost(tenant, { monthly: { expected: expectedMonth(tenant) } }, { file, line: 1, column: 1 })
}

/** Without a rate nobody can be priced: said once. */
export const rateFindings = ({ settings, prices }: Rules, on: string): readonly Finding[] =>
  prices === undefined ? [] : judgeRates(prices.book, prices.rates, settings, on)
