import { fold } from '../../approvals/eligible.ts'
import { lastOpinions } from '../../approvals/opinions.ts'
import type { Review } from '../../approvals/people.ts'
import type { Login, Seat } from '../../approvals/seat.ts'
import { teamsOf, whomToAsk } from './whom-to-ask.ts'

/** Whom to request as reviewers: people by login, teams as `org/team`. */
export type Reviewers = Readonly<{ logins: readonly Login[]; teams: readonly string[] }>

export const isNobody = ({ logins, teams }: Reviewers): boolean => logins.length + teams.length === 0

type Known = Readonly<{
  reviews: readonly Review[]
  /** Whom Landlord has asked before on this pull request, in whatever case: nobody is asked twice, or after being un-asked. */
  asked: readonly string[]
  /** Who is asked at this moment, by whomever. */
  requested: readonly string[]
}>

/** GitHub takes no more than fifteen on one pull request. */
const most = 15

/**
 * For each seat that waits: nobody, where those who were chosen already, or who have had their say, are enough; else
 * `whomToAsk`.
 */
export function planReviewers(seats: readonly Seat[], known: Known): Reviewers {
  const requested = new Set(known.requested.map(fold))
  const aware = new Set([...requested, ...lastOpinions(known.reviews).map(({ login }) => fold(login))])
  const asked = new Set(known.asked.map(fold))
  const wanted = seats.filter((seat) => !isCovered(seat, { aware, asked })).flatMap(whomToAsk)
  const fresh = new Map(
    wanted.flatMap((who) => (aware.has(fold(who)) || asked.has(fold(who)) ? [] : [[fold(who), who]])),
  )
  const left = [...fresh.values()].slice(0, Math.max(0, most - requested.size))
  return {
    logins: left.filter((who) => !who.includes('/')),
    teams: left.filter((who) => who.includes('/')),
  }
}

type Covered = Readonly<{ aware: ReadonlySet<string>; asked: ReadonlySet<string> }>

/** Enough who may fill it know of it, or one of its teams was asked, whoever took that back since. */
function isCovered({ state, needed, approvers }: Seat, { aware, asked }: Covered): boolean {
  if (state.state !== 'open') return true
  const teams = teamsOf(approvers).map(fold)
  if (teams.some((team) => aware.has(team) || asked.has(team))) return true
  const know = state.eligible.filter((login) => aware.has(fold(login)) || asked.has(fold(login)))
  return know.length >= needed - state.by.length
}
