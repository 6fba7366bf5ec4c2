import { fold } from '../../approvals/eligible.ts'
import type { Review } from '../../approvals/people.ts'
import type { Seat } from '../../approvals/seat.ts'
import type { Verdict } from '../verdict.ts'

/** Seats that somebody is waited for now: none of a draft, nor of a change that is refused whoever agrees to it. */
export function waitingSeats({ pull, outcome, approvals }: Verdict): readonly Seat[] {
  if (pull === undefined || pull.draft || pull.merged === true || outcome !== 'waiting') return []
  return approvals.seats.filter(({ needed, state }) => needed > 0 && state.state === 'open')
}

/** What a seat is known by from one look to the next: several of one section differ in whom they ask. */
export const seatKey = ({ name, approvers }: Pick<Seat, 'name' | 'approvers'>): string =>
  [name, ...approvers].join('\n')

/** The seat's name in its key. */
export const nameInKey = (key: string): string => key.split('\n')[0] ?? key

/** Shows since when each seat waits, by `openSince` and its key, or since when it is filled. */
export function withSince(
  verdict: Verdict,
  openSince: Readonly<Record<string, string>>,
  reviews: readonly Review[],
): Verdict {
  const seats = verdict.approvals.seats.map((seat) => {
    const since =
      seat.state.state === 'filled' ? filledOn(seat.state.by, reviews) : own(openSince, seatKey(seat))
    return since === undefined ? seat : { ...seat, since }
  })
  return { ...verdict, approvals: { ...verdict.approvals, seats } }
}

/** When the last of those who sit gave the approval that counts. */
const filledOn = (by: readonly string[], reviews: readonly Review[]): string | undefined =>
  by
    .flatMap((login) => {
      const given = reviews.findLast((one) => one.state === 'APPROVED' && fold(one.login) === fold(login))
      return given === undefined ? [] : [given.submittedAt]
    })
    .toSorted()
    .at(-1)

const own = (record: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined
