import { dayInWords, isInForce, type Delegation } from './delegation.ts'
import { quote, quoteAll } from '../tenant/yaml/quote.ts'
import { fold, isBotLogin } from './eligible.ts'
import { lastOpinions } from './opinions.ts'
import type { People, Review } from './people.ts'
import type { Approvals, Login, Seat } from './seat.ts'

/** What one person can do for one change, and what became of each of their reviews; in words for anybody. */
export type PersonView = Readonly<{
  login: Login
  seats: readonly SeatView[]
  /** Oldest first. */
  reviews: readonly Readonly<{ review: Review; counts: boolean; why: string }>[]
}>

/** `own`: in their own right; `delegated`: in somebody's place, which cannot be handed on. */
type SeatView = Readonly<{ seat: Seat; can: 'own' | 'delegated' | 'no'; why: string }>

type Known = Readonly<{
  people: People
  delegations: readonly Delegation[]
  /** ISO date. */
  day: string
}>

/** `approvals`: as they were tallied, so that what is said here and what was counted cannot differ. */
export function explainPerson(login: Login, approvals: Approvals, known: Known): PersonView {
  return {
    login,
    seats: approvals.seats.map((seat) => ({ seat, ...whyOfSeat(login, seat, known) })),
    reviews: known.people.reviews
      .filter((review) => fold(review.login) === fold(login))
      .map((review) => ({ review, ...whyOfReview(review, approvals, known) })),
  }
}

type Why = Pick<SeatView, 'can' | 'why'>

function whyOfSeat(login: Login, seat: Seat, known: Known): Why {
  const { people } = known
  const is = (other: Login): boolean => fold(other) === fold(login)
  const no = (why: string): Why => ({ can: 'no', why })
  if (isBotLogin(login) || people.reviews.some((review) => is(review.login) && review.isBot))
    return no('a bot fills no seat')
  if (people.authors.some(is)) return no('took part in writing this change (author, committer or co-author)')
  const standIn = seat.standIns?.find((one) => is(one.login))
  if (standIn !== undefined)
    return { can: 'delegated', why: `stands in for ${standIn.for} until ${dayInWords(standIn.until)}` }
  const right = rightTo(login, seat, people)
  if (right === undefined) return no(whyNotAmong(login, seat, known))
  return people.writers.some(is)
    ? { can: 'own', why: right }
    : no(`${right}, but may not write to this repository`)
}

/** By which of the approvers somebody is among those asked. */
function rightTo(
  login: Login,
  { approvers }: Pick<Seat, 'approvers'>,
  { teams }: People,
): string | undefined {
  if (approvers.some((approver) => fold(approver) === `@${fold(login)}`)) return 'is named in APPROVERS'
  const team = approvers.find((approver) =>
    membersOf(approver, teams)?.some((member) => fold(member) === fold(login)),
  )
  return team === undefined ? undefined : `is a member of ${quote(team)}`
}

const membersOf = (approver: string, teams: People['teams']): readonly Login[] | undefined => {
  const name = fold(approver.slice(1))
  return Object.hasOwn(teams, name) ? teams[name] : undefined
}

function whyNotAmong(login: Login, { approvers }: Seat, { people, delegations, day }: Known): string {
  const unseen = approvers.filter(
    (approver) => approver.includes('/') && membersOf(approver, people.teams) === undefined,
  )
  const own = delegations.filter((one) => fold(one.to) === fold(login))
  // What is in force says more than what is over.
  const one = own.find((each) => isInForce(each, day)) ?? own.at(-1)
  return [
    `is not among those asked here (${quoteAll(approvers)})`,
    ...unseen.map((team) => `who is in ${quote(team)} cannot be seen`),
    ...(one === undefined ? [] : [whyNoMandate(one, day)]),
  ].join('; ')
}

function whyNoMandate({ from, since = '', until }: Delegation, day: string): string {
  if (until < day) return `stood in for ${from} until ${dayInWords(until)}, which is over`
  if (since > day) return `stands in for ${from} from ${dayInWords(since)} only`
  return `stands in for ${from}, who may not fill it, or has approved in person`
}

function whyOfReview(
  review: Review,
  { seats, discounted }: Approvals,
  { people }: Known,
): Readonly<{ counts: boolean; why: string }> {
  const is = (login: Login): boolean => fold(login) === fold(review.login)
  if (review.state === 'COMMENTED') return { counts: false, why: 'a comment is no opinion, and changes none' }
  if (lastOpinions(people.reviews).find((one) => is(one.login)) !== review)
    return { counts: false, why: 'a later review of theirs has taken its place' }
  const filled = seats.filter(({ state }) => state.state !== 'unsatisfiable' && state.by.some(is))
  if (filled.length > 0) return { counts: true, why: `it fills ${filled.map(({ name }) => name).join(', ')}` }
  const why = discounted.find((one) => is(one.login))?.why
  if (why !== undefined) return { counts: false, why }
  return { counts: true, why: 'it stops the change until its writer takes it back' }
}
