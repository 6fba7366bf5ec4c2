import { createHash } from 'node:crypto'
import { fold } from '../approvals/eligible.ts'
import type { Review } from '../approvals/people.ts'
import type { Login, Seat } from '../approvals/seat.ts'
import { restoresWhatStands } from '../tenant/standing.ts'
import type { ReviewInput } from './input.ts'
import { readRules } from './read-rules.ts'
import type { Verdict } from './verdict.ts'

/** That a pull request may be merged, and everything somebody needs to see later why: kept before the check turns green. */
export type Decision = Readonly<{
  outcome: 'approved' | 'automatic'
  pull: number
  author: Login
  headSha: string
  baseSha: string
  /** SHA-256 over every changed file, the rules in force and what the cost rests on. */
  inputDigest: string
  /** SHA-256 over the rules in force, paths and git object ids. */
  rulesDigest: string
  seats: readonly DecidedSeat[]
  /** Of an automatic approval: the sections that asked nobody, and the conditions that did not hold. */
  askedNobody: readonly Readonly<{ section: string; line: number; condition: string | null }>[]
  /** Tenants that go back to what stands, which asks nobody. */
  restored: readonly string[]
  /** Git object id of each changed file at the head; null: the file goes away. */
  blobs: Readonly<Record<string, string | null>>
  landlord: string
}>

type DecidedSeat = Readonly<{
  seat: string
  because: string
  line: number
  approvers: readonly string[]
  needed: number
  filledBy: readonly Readonly<{ login: Login; at: string | null; sha: string | null }>[]
}>

/** Undefined where nothing was decided: open, refused, or nothing of ours is touched. `landlord`: the version that says so. */
export function decisionOf(input: ReviewInput, verdict: Verdict, landlord: string): Decision | undefined {
  const { pull } = input
  if (pull === undefined || verdict.outcome !== 'approved') return undefined
  const rules = digestOf(input.rules.map(({ path, blob }) => [path, blob]))
  const blobs = input.files.map(({ path, after }) => [path, after?.blob ?? null] as const)
  const automatic = verdict.approvals.decision === 'automatic'
  return {
    outcome: automatic ? 'automatic' : 'approved',
    pull: pull.number,
    author: pull.author,
    headSha: pull.headSha,
    baseSha: pull.baseSha,
    inputDigest: digestOf([...blobs, ['rules', rules], ['basis', verdict.basis]]),
    rulesDigest: rules,
    seats: verdict.approvals.seats.map((seat) => decided(seat, input.people?.reviews ?? [])),
    askedNobody: automatic ? sectionsOf(input) : [],
    restored: verdict.changes
      .filter((change) => restoresWhatStands(change, input.standing))
      .map(({ tenant }) => tenant),
    blobs: Object.fromEntries(blobs),
    landlord,
  }
}

const digestOf = (entries: readonly (readonly [string, string | null])[]): string =>
  createHash('sha256')
    .update(JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))))
    .digest('hex')

function decided(
  { name, because, line, approvers, needed, state }: Seat,
  reviews: readonly Review[],
): DecidedSeat {
  const filledBy = state.state === 'filled' ? state.by : []
  return {
    ...{ seat: name, because, line, approvers, needed },
    filledBy: filledBy.map((login) => {
      const review = reviews.findLast((one) => one.state === 'APPROVED' && fold(one.login) === fold(login))
      return { login, at: review?.submittedAt ?? null, sha: review?.sha ?? null }
    }),
  }
}

function sectionsOf({ rules }: ReviewInput): Decision['askedNobody'] {
  const sections = readRules(rules).rules?.approvers.sections ?? []
  return sections.flatMap(({ name, rules: lines }) => {
    const [first] = lines
    if (first === undefined) return []
    return [{ section: name ?? 'Code owners', line: first.line, condition: first.condition?.source ?? null }]
  })
}
