import type { Seat } from '../../approvals/seat.ts'
import type { Change } from '../../tenant/change.ts'
import { planChanges } from '../../tenant/plan-changes.ts'
import { restoresWhatStands } from '../../tenant/standing.ts'
import { namedAnew } from '../changed-approvers.ts'
import { seatsWithCost } from '../cost/seats.ts'
import { onlyEndsBoosts } from '../ends-boosts.ts'
import { cumulativeSpend } from '../cost/cumulative-spend.ts'
import type { ChangeInput } from '../input.ts'
import { readRules, type Rules } from '../read-rules.ts'

/** The seats that a change opens, nobody sitting yet: only who is named in them has to be known to decide. */
export type AskedSeats = Readonly<{
  seats: readonly Seat[]
  /** One person fills at most one of them. */
  distinct: boolean
  /** Looked up as well: delegates, and owners whom a changed APPROVERS names, to tell of those who are nobody. */
  named: readonly string[]
}>

export function askedSeats(input: ChangeInput): AskedSeats {
  const { rules } = readRules(input.rules)
  // With broken rules nobody is asked, and nothing passes.
  if (rules === undefined) return { seats: [], distinct: true, named: [] }
  const seats = seatsOf(planned(input, rules).changes, input, rules)
  const delegates = seats.length === 0 ? [] : rules.delegations.map(({ to }) => `@${to}`)
  return {
    seats,
    distinct: rules.settings.approvals.distinct,
    named: [...namedAnew(input), ...delegates],
  }
}

/** What the changed files mean for tenants. */
export const planned = ({ files, headPaths, standing, tombstones }: ChangeInput, { settings }: Rules) =>
  planChanges(files, {
    ...{ settings, headPaths, deployed: standing?.map(({ tenant }) => tenant), standing, purged: tombstones },
  })

/** A change back to what stands asks nobody, nor does one that only takes out boosts that are over. */
export const seatsOf = (
  changes: readonly Change[],
  input: ChangeInput,
  rules: Rules,
  besides = cumulativeSpend(changes, input, rules.settings),
): readonly Seat[] => {
  const { files, standing, on, today = on } = input
  return seatsWithCost(
    changes.filter(
      (change) => !restoresWhatStands(change, standing) && !onlyEndsBoosts(change, today.slice(0, 10)),
    ),
    files,
    rules,
    on.slice(0, 10),
    besides,
  )
}
