import { fold } from '../approvals/eligible.ts'
import type { ReviewInput } from './input.ts'
import type { Verdict } from './verdict.ts'

/**
 * On whom a verdict hangs, lower case: the people and teams (`org/team`) that its seats name, and those who have had
 * their say. A change to any of them may change the verdict.
 */
export function hangsOn({ people }: Pick<ReviewInput, 'people'>, verdict: Verdict): readonly string[] {
  const { pull, approvals, outcome } = verdict
  if (pull === undefined || pull.merged === true || outcome === 'untouched') return []
  const named = approvals.seats.flatMap(({ approvers }) => approvers)
  const owners = named.flatMap((name) =>
    name.startsWith('@') && !name.startsWith('@@') ? [name.slice(1)] : [],
  )
  const standIns = approvals.seats.flatMap((seat) => seat.standIns?.map((one) => one.for) ?? [])
  const reviewers = people?.reviews.flatMap(({ login, isBot }) => (isBot ? [] : [login])) ?? []
  return [...new Set([...owners, ...standIns, ...reviewers].map(fold))].toSorted()
}
