import { explainPerson, type PersonView } from '../../approvals/why-person.ts'
import { evaluate } from '../evaluate.ts'
import type { ReviewInput } from '../input.ts'
import { readRules } from '../read-rules.ts'

/** What one person can do for this change; nothing where nobody knows who may do what, such as offline. */
export function personView(login: string, input: ReviewInput): PersonView {
  const { people, on, today = on } = input
  if (people === undefined) return { login, seats: [], reviews: [] }
  const delegations = readRules(input.rules).rules?.delegations ?? []
  const known = { people, delegations, day: today.slice(0, 10) }
  return explainPerson(login, evaluate(input).approvals, known)
}
