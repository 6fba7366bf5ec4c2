import { fold } from '../../approvals/eligible.ts'
import type { Seat } from '../../approvals/seat.ts'

/**
 * Who is asked to fill a seat that is open: people by login, teams as `org/team`. Those whom APPROVERS names and who
 * stand in are asked by name, and so is everyone where just as many fit as are wanted.
 */
export function whomToAsk({ state, needed, approvers, standIns = [] }: Seat): readonly string[] {
  if (state.state !== 'open') return []
  const { eligible, by } = state
  const teams = teamsOf(approvers)
  if (teams.length === 0 || eligible.length <= needed - by.length) return eligible
  const byName = eligible.filter(
    (login) =>
      approvers.some((approver) => fold(approver) === `@${fold(login)}`) ||
      standIns.some((one) => fold(one.login) === fold(login)),
  )
  return [...byName, ...teams]
}

export const teamsOf = (approvers: readonly string[]): readonly string[] =>
  approvers.filter((approver) => /^@[^@/]+\/[^/]+$/.test(approver)).map((team) => team.slice(1))
