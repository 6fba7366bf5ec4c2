import { judgeCost, judgeRates } from '../../cost/judge-cost.ts'
import type { Finding } from '../../tenant/finding.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import type { Rules } from '../read-rules.ts'
import { estimatorOn } from './estimator.ts'

/** What is to be said of the cost of a tenant as it stands: of the expected month, since nobody reads lines here. */
export function judgeCostOn(on: string, rules: Rules): (tenant: Tenant, file: string) => readonly Finding[] {
  const estimator = estimatorOn(rules, on.slice(0, 10))
  if (estimator === undefined) return () => []
  return (tenant, file) =>
    judgeCost(tenant, { monthly: estimator.costing(tenant) }, { file, line: 1, column: 1 })
}

/** Without a rate nobody can be priced: said once. */
export const rateFindings = ({ settings, prices }: Rules, on: string): readonly Finding[] =>
  prices === undefined ? [] : judgeRates(prices.book, prices.rates, settings, on)
