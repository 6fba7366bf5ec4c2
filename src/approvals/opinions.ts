import { fold, isBotLogin } from './eligible.ts'
import type { People, Review } from './people.ts'
import type { Discounted, Login } from './seat.ts'

/** What the approvals are about now, and what they were about when given. */
export type Binding = Readonly<{
  /** `approvalDigest` of the head. */
  digest: string
  headSha: string
  /** The digest at other commits that were reviewed; one that is absent counts as another. */
  digestAt: Readonly<Record<string, string>>
  /** Why an approval is not good for what the change costs now; absent = what it costs is not looked at. */
  beyond?: (review: Review) => string | undefined
}>

/** Each person's last word, sorted into what it is worth. */
export type Opinions = Readonly<{
  /** By folded login. */
  approving: ReadonlyMap<Login, Login>
  objecting: ReadonlyMap<Login, Login>
  discounted: readonly Discounted[]
}>

/** A comment keeps the opinion before it; a dismissal removes it and revives no older one. */
export function weighOpinions(people: People, binding: Binding): Opinions {
  const approving = new Map<Login, Login>()
  const objecting = new Map<Login, Login>()
  const discounted: Discounted[] = []
  for (const review of lastOpinions(people.reviews)) {
    const why = worthless(review, people, binding)
    if (why !== undefined) discounted.push({ login: review.login, why })
    else (review.state === 'APPROVED' ? approving : objecting).set(fold(review.login), review.login)
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
  return staleness(review, binding) ?? binding.beyond?.(review)
}

function staleness({ sha }: Review, { digest, headSha, digestAt }: Binding): string | undefined {
  if (sha === headSha) return undefined
  const seen = Object.hasOwn(digestAt, sha) ? digestAt[sha] : undefined
  if (seen === digest) return undefined
  return seen === undefined
    ? `approved ${sha.slice(0, 7)}, and what was approved there is not known any more: please review again`
    : `approved ${sha.slice(0, 7)}, and what was approved has changed since: please review again`
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
