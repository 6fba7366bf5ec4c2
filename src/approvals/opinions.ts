import { fold, isBotLogin } from './eligible.ts'
import type { People, Review } from './people.ts'
import type { Discounted, Login, Seat } from './seat.ts'

/** What the approvals are about now, and whether that is what they were about when given. */
export type Binding = Readonly<{
  /** `approvalDigest` of the head. */
  digest: string
  /** Why an approval is good for this seat no more; absent = each is good for every seat. */
  lapsed?: (review: Review, seat: Seat) => string | undefined
  /** Why an approval is not good for what the change costs now; absent = what it costs is not looked at. */
  beyond?: (review: Review) => string | undefined
}>

/** Each person's last word, sorted into what it is worth. */
export type Opinions = Readonly<{
  /** By folded login. */
  approving: ReadonlyMap<Login, Review>
  objecting: ReadonlyMap<Login, Login>
  discounted: readonly Discounted[]
}>

/** A comment keeps the opinion before it; a dismissal removes it and revives no older one. */
export function weighOpinions(people: People, binding: Binding): Opinions {
  const approving = new Map<Login, Review>()
  const objecting = new Map<Login, Login>()
  const discounted: Discounted[] = []
  for (const review of lastOpinions(people.reviews)) {
    const why = worthless(review, people, binding)
    if (why !== undefined) discounted.push({ login: review.login, why })
    else if (review.state === 'APPROVED') approving.set(fold(review.login), review)
    else objecting.set(fold(review.login), review.login)
  }
  return { approving, objecting, discounted }
}

/** Why an opinion counts for nothing, whatever the seats are. An objection holds until its writer takes it back. */
function worthless(review: Review, people: People, binding: Binding): string | undefined {
  const has = (logins: readonly Login[]) => logins.some((login) => fold(login) === fold(review.login))
  if (review.isBot || isBotLogin(review.login)) return 'a bot’s review does not count'
  if (review.state === 'DISMISSED') return 'the review was dismissed'
  if (has(people.authors)) return 'took part in writing this change (author, committer or co-author)'
  if (!has(people.writers)) return 'may not write to this repository'
  if (review.state !== 'APPROVED') return undefined
  const [unknown] = people.unknownAuthors
  if (unknown !== undefined)
    return `nothing counts while it is not known who wrote commit ${unknown.sha.slice(0, 7)}`
  return binding.beyond?.(review)
}

/** Each person’s last word, comments aside. */
export function lastOpinions(reviews: readonly Review[]): readonly Review[] {
  const last = new Map<Login, Review>()
  for (const review of reviews.toSorted(byTime))
    if (review.state !== 'COMMENTED') last.set(fold(review.login), review)
  return [...last.values()].toSorted((a, b) => (fold(a.login) < fold(b.login) ? -1 : 1))
}

/** Of two in the same second the more careful one is taken for the later. */
const byTime = (a: Review, b: Review): number =>
  Date.parse(a.submittedAt) - Date.parse(b.submittedAt) ||
  care[a.state] - care[b.state] ||
  (a.sha < b.sha ? -1 : 1)

const care = { COMMENTED: 0, APPROVED: 1, DISMISSED: 2, CHANGES_REQUESTED: 3 } as const
