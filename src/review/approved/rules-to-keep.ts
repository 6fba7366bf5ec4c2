import type { Review } from '../../approvals/people.ts'
import { reviewKey } from './approved-amounts.ts'
import { rulesOfSeat, seatKey, type ApprovedRules } from './approved-rules.ts'
import { cumulativeSpend } from '../cost/cumulative-spend.ts'
import type { ReviewInput } from '../input.ts'
import { readRules } from '../read-rules.ts'
import type { Verdict } from '../verdict.ts'

/** What is to be kept: the approvals that were not seen before, each with the rules of every seat that is asked now. */
export function rulesToKeep(input: ReviewInput, { approvals, changes }: Verdict): ApprovedRules {
  const { rules } = readRules(input.rules)
  const fresh = (input.people?.reviews ?? []).filter(
    (review) => review.state === 'APPROVED' && !isKnown(review, input.approvedRules),
  )
  if (rules === undefined || fresh.length === 0) return {}
  const besides = cumulativeSpend(changes, input, rules.settings)
  const basis = { changes, rules, on: input.on, besides }
  const now = Object.fromEntries(
    approvals.seats.map((seat) => [seatKey(seat, rules), rulesOfSeat(seat, basis)]),
  )
  return Object.fromEntries(fresh.map((review) => [reviewKey(review), now]))
}

const isKnown = (review: Review, known: ApprovedRules = {}): boolean =>
  Object.hasOwn(known, reviewKey(review))
