import { fold, isBotLogin } from './eligible.ts'
import { lastOpinions } from './opinions.ts'
import type { Review } from './people.ts'
import type { Seat } from './seat.ts'

/**
 * False where no knowledge of teams and permissions could fill the seats: fewer people approve than are wanted. Only
 * then may that knowledge be a little old, since nothing can turn green by it.
 */
export function couldBeFilled(
  seats: readonly Pick<Seat, 'needed'>[],
  { reviews, distinct }: Readonly<{ reviews: readonly Review[]; distinct: boolean }>,
): boolean {
  const approving = lastOpinions(reviews).filter(
    ({ login, isBot, state }) => state === 'APPROVED' && !isBot && !isBotLogin(login),
  )
  const people = new Set(approving.map(({ login }) => fold(login))).size
  const needed = seats.map((seat) => seat.needed)
  return people >= (distinct ? needed.reduce((sum, one) => sum + one, 0) : Math.max(0, ...needed))
}
