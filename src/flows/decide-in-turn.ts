import { keepsPlace, type Claim } from '../capacity/claim.ts'
import { isForRoom } from '../capacity/refusals.ts'
import { evaluate } from '../review/evaluate.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import type { Verdict } from '../review/verdict.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** Who holds room in the pools: first approved, first served. */
export type RoomIO = Readonly<{
  claims: (estate: EstateRef) => Promise<readonly Claim[]>
  /** `overtaken`: another one has taken a place that this judgement did not know of. */
  saveClaim: (
    estate: EstateRef,
    claim: Omit<Claim, 'place'> & Readonly<{ keepsPlace: boolean; seen: number }>,
  ) => Promise<'saved' | 'overtaken'>
  /** True = it held some. `waits`: it is to be looked at again when room comes free. */
  releaseRoom: (estate: EstateRef, pull: number, headSha: string, waits: boolean) => Promise<boolean>
  /** Has everyone who waits for room looked at again. */
  wakeWaiting: (estate: EstateRef) => Promise<void>
  /** Around each evaluation, for whoever watches how long it takes; absent = nobody. */
  during?: (input: ReviewInput, evaluate: () => Verdict) => Promise<Verdict>
}>

export type Decided = Readonly<{ input: ReviewInput; verdict: Verdict }>

/**
 * Evaluates a pull request beside those that were approved before it, and saves what it holds itself before anybody is
 * told that it is approved. If another one came in between, all is read again: of two that do not fit together
 * the second sees the first.
 */
export async function decideInTurn(
  ref: PullRef,
  load: (ref: PullRef) => Promise<ReviewInput>,
  room: RoomIO,
): Promise<Decided> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const loaded = await load(ref)
    const now = await room.claims(ref.estate)
    const input = { ...loaded, claims: union(now, loaded.claims ?? []) }
    const verdict = (await room.during?.(input, () => evaluate(input))) ?? evaluate(input)
    if (await isSettled(ref, { input, verdict }, { now, room })) return { input, verdict }
  }
  throw new Error(`Others took room ${attempts} times while pull request #${ref.number} was being decided.`)
}

const attempts = 5

/**
 * A pull request that was merged while the base branch was read held its room before, and is in the base branch only
 * now: what was claimed before reading counts as well.
 */
const union = (now: readonly Claim[], before: readonly Claim[]): readonly Claim[] => [
  ...now,
  ...before.filter(({ pull }) => !now.some((claim) => claim.pull === pull)),
]

type Beside = Readonly<{ now: readonly Claim[]; room: RoomIO }>

/** Saves what follows for the room; false = somebody else was first, so the judgement is out of date. */
async function isSettled(
  { estate, number }: PullRef,
  { input: { pull, claims = [] }, verdict }: Decided,
  { now, room }: Beside,
): Promise<boolean> {
  if (pull === undefined) return true
  const { headSha } = pull
  const holdings = verdict.holds
  if (verdict.outcome === 'approved' && holdings.length > 0 && !pull.draft && pull.merged !== true) {
    const own = now.find((claim) => claim.pull === number)
    const keeps = keepsPlace(own, holdings)
    const seen = Math.max(0, ...now.map(({ place }) => place))
    const claim = { pull: number, headSha, holdings, keepsPlace: keeps, seen }
    if ((await room.saveClaim(estate, claim)) === 'overtaken') return false
    if (keeps && JSON.stringify(own.holdings) !== JSON.stringify(holdings)) await room.wakeWaiting(estate)
    return true
  }
  const waits = pull.merged !== true && verdict.findings.some(isForRoom)
  if (await room.releaseRoom(estate, number, headSha, waits)) await room.wakeWaiting(estate)
  const others = claims.filter((claim) => claim.pull !== number)
  return !waits || !(await haveLeft(estate, others, room))
}

/** Whoever gave back room before this one was known to wait has not woken it. */
async function haveLeft(estate: EstateRef, seen: readonly Claim[], room: RoomIO): Promise<boolean> {
  const now = await room.claims(estate)
  return seen.some(({ pull, place }) => !now.some((claim) => claim.pull === pull && claim.place === place))
}
