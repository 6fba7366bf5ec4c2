import { tenantEstimator, type TenantEstimator } from '../../cost/estimate-tenant.ts'
import { once } from '../../tenant/once.ts'
import type { Prices, Rules } from '../read-rules.ts'

/**
 * What tenants cost under these rules on the day `on` (ISO date), undefined in an estate that prices nothing. One for
 * all who ask: what is looked up for one of them is known to the others.
 */
export function estimatorOn(
  { prices, settings }: Pick<Rules, 'prices' | 'settings'>,
  on: string,
): TenantEstimator | undefined {
  if (prices === undefined) return undefined
  const known = estimators(prices)
  const before = known.find((one) => one.on === on && one.settings === settings)
  if (before !== undefined) return before.estimator
  const estimator = tenantEstimator(prices, settings, on)
  known.unshift({ on, settings, estimator })
  // A service is asked about one day after the other.
  known.length = Math.min(known.length, mostKept)
  return estimator
}

type Known = Readonly<{ on: string; settings: Rules['settings']; estimator: TenantEstimator }>

const estimators = once((_: Prices): Known[] => [])

const mostKept = 3
