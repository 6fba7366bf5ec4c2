import type { RiseBeside } from '../../approvals/cumulative.ts'
import type { CostFacts } from '../../expression/cost-facts.ts'
import { seatOpener, type OpenSeats } from '../../approvals/open-seats.ts'
import type { CostOf } from '../../approvals/openings.ts'
import type { Seat } from '../../approvals/seat.ts'
import { costFacts, type Costed, type CostedChange } from '../../cost/cost-facts.ts'
import type { Change } from '../../tenant/change.ts'
import type { FileChange } from '../../tenant/estate-file.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import type { Rules } from '../read-rules.ts'
import { estimatorOn } from './estimator.ts'

/** The seats that changes open, those included that depend on what they cost on the day `on` (ISO date). */
export const seatsWithCost = (
  changes: readonly Change[],
  files: readonly Pick<FileChange, 'path'>[],
  rules: Rules,
  on: string,
  besides?: RiseBeside,
): readonly Seat[] => seatOpenerOn(rules, on, besides)(changes, files)

/** The same for several sets of changes. */
export const seatOpenerOn = (rules: Rules, on: string, besides?: RiseBeside): OpenSeats =>
  seatOpener(rules.approvers, { settings: rules.settings, costOf: costOn(rules, on), besides })

/** What a change costs, as conditions and guardrails see it; worked out once for both of its moments. */
export function costOn(
  rules: Pick<Rules, 'prices' | 'settings'>,
  on: string,
): (...asked: [...Parameters<CostOf>, fields?: readonly string[]]) => CostFacts {
  const known = new WeakMap<Change, CostedChange>()
  const estimator = estimatorOn(rules, on)
  const costed = (tenant: Tenant | undefined): Costed | undefined =>
    tenant && { tenant, costing: estimator?.costing(tenant) }
  return (change, moment, fields) => {
    const after = known.get(change)?.after ?? costed(change.after)
    const both = known.get(change) ?? {
      after,
      before: change.before === change.after ? after : costed(change.before),
    }
    known.set(change, both)
    return costFacts(both, moment, fields)
  }
}
