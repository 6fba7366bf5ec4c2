import { isInForce, type Delegation } from './delegation.ts'
import { byLogin, eligibleFor, fold, type Eligible } from './eligible.ts'
import { assign } from './matching.ts'
import { withMandate } from './mandate.ts'
import { weighOpinions, type Binding, type Opinions } from './opinions.ts'
import type { People } from './people.ts'
import type { Approvals, Discounted, Login, Seat, SeatState } from './seat.ts'

/**
 * Which seats are filled, by whom, and what that decides.
 * Without people (offline) every seat is open. With `distinct` a person fills at most one seat.
 */
export function tally(
  seats: readonly Seat[],
  people: People | undefined,
  { distinct, delegations = [], day = '', ...binding }: Binding & Counting,
): Approvals {
  const { digest } = binding
  const wanted = seats.some(({ needed }) => needed > 0)
  if (people === undefined)
    return { seats, discounted: [], notes: [], decision: wanted ? 'waiting' : 'automatic', digest }
  const opinions = weighOpinions(people, binding)
  const inForce = delegations.filter((one) => isInForce(one, day))
  const chairs = seats.map((seat): Chair => {
    const lapsed = lapsedFor(seat, opinions, binding)
    const approves = (login: Login) => opinions.approving.has(fold(login)) && !lapsed.has(fold(login))
    // Of who is there nobody has to take the place: one mandate is never counted twice.
    const standing = inForce.filter(({ from }) => !approves(from))
    return { seat, eligible: eligibleFor(seat, people, standing), approves, lapsed }
  })
  const approving = ({ approves }: Chair, login: Login): boolean => approves(login)
  const seated = seatPeople(chairs, approving, distinct)
  const possible = seatPeople(chairs, () => true, distinct)
  const crowded = crowdedSeats(chairs, seated, possible)
  const filled = chairs.map((chair, index) => ({
    ...chair.seat,
    ...(chair.eligible.standIns.length > 0 ? { standIns: chair.eligible.standIns } : {}),
    state: stateOf(chair, { index, seated, crowded: crowded.has(index) }),
  }))
  const vetoes = objections(opinions, chairs)
  const notes = [
    ...people.unknownAuthors.map(
      ({ sha, email }) =>
        `Commit ${sha.slice(0, 7)} was written as ${email}, which belongs to no account, so nobody can tell whether its writer is approving it: no approval counts.`,
    ),
    ...vetoes.map((login) => `${login} has asked for changes.`),
  ]
  return {
    seats: filled,
    discounted: [...opinions.discounted, ...unused(opinions, chairs, seated)]
      .map((one) => withMandate(one, { delegations, day, people }))
      .toSorted((a, b) => byLogin(a.login, b.login)),
    notes,
    decision: decide(filled, { vetoed: vetoes.length > 0, unknown: people.unknownAuthors.length > 0 }),
    digest,
  }
}

/** What is counted besides reviews. `day`: ISO date of the judgement, by which delegations begin and end. */
type Counting = Readonly<{ distinct: boolean; delegations?: readonly Delegation[]; day?: string }>

type Chair = Readonly<{
  seat: Seat
  eligible: Eligible
  approves: (login: Login) => boolean
  /** Why approvals are good for this seat no more, by folded login. */
  lapsed: ReadonlyMap<Login, string>
}>
type Seated = readonly (readonly Login[])[]

function lapsedFor(seat: Seat, { approving }: Opinions, { lapsed }: Binding): Chair['lapsed'] {
  const why = [...approving].map(([login, review]) => [login, lapsed?.(review, seat)] as const)
  return new Map(why.flatMap(([login, words]) => (words === undefined ? [] : [[login, words] as const])))
}

/** Logins as the eligible lists write them. */
function seatPeople(
  chairs: readonly Chair[],
  may: (chair: Chair, login: Login) => boolean,
  distinct: boolean,
): Seated {
  const demands = chairs.map((chair) => ({
    needed: chair.seat.needed,
    candidates: chair.eligible.logins.filter((login) => may(chair, login)).map(fold),
  }))
  const assigned = distinct ? assign(demands) : demands.flatMap((demand) => assign([demand]))
  return assigned.map((logins, index) =>
    logins.map((login) => chairs[index]?.eligible.logins.find((other) => fold(other) === login) ?? login),
  )
}

/** Open seats that can never be filled together with the others: too few people for all of them. */
function crowdedSeats(chairs: readonly Chair[], seated: Seated, possible: Seated): ReadonlySet<number> {
  const short = (people: Seated) =>
    chairs.flatMap(({ seat, eligible }, index) =>
      eligible.logins.length >= seat.needed && (people[index]?.length ?? 0) < seat.needed ? [index] : [],
    )
  const never = short(possible)
  const open = short(seated)
  const both = open.filter((index) => never.includes(index))
  return new Set(both.length > 0 || never.length === 0 ? both : open)
}

function stateOf(
  { seat, eligible, approves }: Chair,
  { index, seated, crowded }: Readonly<{ index: number; seated: Seated; crowded: boolean }>,
): SeatState {
  if (seat.needed === 0) return { state: 'filled', by: eligible.logins.filter(approves) }
  const by = seated[index] ?? []
  if (by.length >= seat.needed) return { state: 'filled', by }
  if (eligible.logins.length < seat.needed) return { state: 'unsatisfiable', why: whyTooFew(seat, eligible) }
  if (crowded)
    return {
      state: 'unsatisfiable',
      why: `A person fills one seat, and all who may fill this one (${eligible.logins.join(', ')}) are wanted in others.`,
    }
  const elsewhere = new Set(seated.flatMap((logins, other) => (other === index ? [] : logins)).map(fold))
  const others = eligible.logins.filter((login) => !by.includes(login))
  const free = others.filter((login) => !elsewhere.has(fold(login)))
  return { state: 'open', by, eligible: free.length > 0 ? free : others }
}

function whyTooFew({ needed }: Seat, { logins, why }: Eligible): string {
  const reason = why === '' ? '' : `: ${why}`
  return logins.length === 0
    ? `Nobody may fill this seat${reason}.`
    : `It wants ${needed} people and only ${logins.join(', ')} may fill it${reason}.`
}

/** People with a say in some seat, whose last word is that something must change. */
const objections = (opinions: Opinions, chairs: readonly Chair[]): readonly Login[] =>
  [...opinions.objecting.values()].filter((login) => chairs.some((chair) => mayFill(chair, login)))

/** Opinions that are worth something, and yet do nothing here. */
function unused(opinions: Opinions, chairs: readonly Chair[], seated: Seated): readonly Discounted[] {
  const sitting = new Set(seated.flat().map(fold))
  const idle = [...opinions.approving.values()]
    .map(({ login }) => login)
    .filter(
      (login) =>
        !sitting.has(fold(login)) &&
        !chairs.some((chair) => chair.seat.needed === 0 && mayFill(chair, login) && chair.approves(login)),
    )
  const outsiders = [...opinions.objecting.values()].filter(
    (login) => !chairs.some((chair) => mayFill(chair, login)),
  )
  return [
    ...idle.map((login) => ({ login, why: whyIdle(login, chairs) })),
    ...outsiders.map((login) => ({
      login,
      why: 'asked for changes, but may fill no seat here, so it holds nothing up',
    })),
  ]
}

function whyIdle(login: Login, chairs: readonly Chair[]): string {
  if (chairs.length === 0) return 'no seat is open, so no approval is needed'
  const own = chairs.filter((chair) => mayFill(chair, login))
  const [lapsed] = own.flatMap((chair) => chair.lapsed.get(fold(login)) ?? [])
  if (lapsed !== undefined) return lapsed
  if (own.length > 0)
    return `may fill ${own.map(({ seat }) => seat.name).join(', ')}, where others sit already`
  const wanted = [...new Set(chairs.flatMap(({ seat }) => seat.approvers))]
  return `is not among those who are asked here (${wanted.join(', ')})`
}

const mayFill = ({ eligible }: Chair, login: Login): boolean =>
  eligible.logins.some((other) => fold(other) === fold(login))

function decide(
  seats: readonly Seat[],
  { vetoed, unknown }: Readonly<{ vetoed: boolean; unknown: boolean }>,
): Approvals['decision'] {
  if (vetoed) return 'vetoed'
  if (seats.some(({ state }) => state.state === 'unsatisfiable')) return 'unsatisfiable'
  if (unknown || seats.some(({ state }) => state.state === 'open')) return 'waiting'
  return seats.some(({ needed }) => needed > 0) ? 'approved' : 'automatic'
}
