import type { Seat } from '../approvals/seat.ts'
import type { Change } from '../tenant/change.ts'
import { cumulativeSpend } from './cost/cumulative-spend.ts'
import { seatOpenerOn } from './cost/seats.ts'
import type { ReviewInput } from './input.ts'
import { readRules } from './read-rules.ts'
import type { Verdict } from './verdict.ts'

/**
 * The seats that each change opens by itself, with its own reason; their state is that of the whole, since one
 * approval counts for all that a seat covers.
 */
export function seatsByChange(
  input: ReviewInput,
  { changes, approvals }: Verdict,
): ReadonlyMap<Change, readonly Seat[]> {
  const { rules } = readRules(input.rules)
  if (rules === undefined) return new Map()
  const besides = cumulativeSpend(changes, input, rules.settings)
  const openSeats = seatOpenerOn(rules, input.on.slice(0, 10), besides)
  return new Map(
    changes.map((change) => {
      const own = openSeats([change], [{ path: change.file }])
      return [change, own.flatMap((seat) => withState(seat, approvals.seats))]
    }),
  )
}

function withState(seat: Seat, all: readonly Seat[]): readonly Seat[] {
  const whole = all.find(({ name, line }) => name === seat.name && line === seat.line)
  return whole === undefined ? [] : [{ ...seat, state: whole.state }]
}
