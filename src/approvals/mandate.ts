import { dayInWords, isInForce, type Delegation } from './delegation.ts'
import { fold } from './eligible.ts'
import type { People } from './people.ts'
import type { Discounted } from './seat.ts'

/** Of a review that does not count: why its writer's delegation does not help, where there is one. */
export function withMandate(
  { login, why }: Discounted,
  {
    delegations,
    day,
    people,
  }: Readonly<{ delegations: readonly Delegation[]; day: string; people: Pick<People, 'authors'> }>,
): Discounted {
  const own = delegations.filter(({ to }) => fold(to) === fold(login))
  // What is in force says more than what is over.
  const one = own.find((each) => isInForce(each, day)) ?? own.at(-1)
  const more = one && whyNoHelp(one, day, people)
  return { login, why: more === undefined ? why : `${why}; ${more}` }
}

function whyNoHelp(
  { from, since = '', until }: Delegation,
  day: string,
  { authors }: Pick<People, 'authors'>,
): string | undefined {
  if (until < day) return `stood in for ${from} until ${dayInWords(until)}, which is over`
  if (since > day) return `stands in for ${from} from ${dayInWords(since)} only`
  if (authors.some((author) => fold(author) === fold(from)))
    return `stands in for ${from}, who took part in writing this change`
  return undefined
}
