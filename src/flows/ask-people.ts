import type { PullRef, ReviewInput } from '../review/input.ts'
import { isNobody, planReviewers, type Reviewers } from '../review/asking/plan-reviewers.ts'
import { reviewNotices } from '../review/review-notices.ts'
import type { Verdict } from '../review/verdict.ts'
import { seatKey, waitingSeats, withSince } from '../review/asking/waiting-seats.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import type { Tell } from './notify.ts'

export type AskIO = Readonly<{
  /** Keeps just these as open, new ones since `at`; answers since when each of them is. */
  saveOpenSeats: (
    estate: EstateRef,
    pull: number,
    open: Readonly<{ seats: readonly string[]; at: Date }>,
  ) => Promise<Readonly<Record<string, string>>>
  /** Whom Landlord has asked on this pull request. */
  askedReviewers: (estate: EstateRef, pull: number) => Promise<readonly string[]>
  saveAskedReviewers: (estate: EstateRef, pull: number, asked: readonly string[]) => Promise<void>
  /** Logins and `org/team` that are asked at this moment, by whomever. */
  requested: (ref: PullRef) => Promise<readonly string[]>
  request: (ref: PullRef, reviewers: Reviewers) => Promise<void>
  tell: Tell
  now: () => Date
  failed: (ref: PullRef, error: unknown) => void
}>

type Judged = Readonly<{ input: ReviewInput; verdict: Verdict }>

/** Keeps which seats wait for somebody, and says in the verdict since when. */
export async function keepWaiting(
  { estate, number }: PullRef,
  { input, verdict }: Judged,
  io: Pick<AskIO, 'saveOpenSeats' | 'now'>,
): Promise<Verdict> {
  const seats = waitingSeats(verdict).map(seatKey)
  const since = await io.saveOpenSeats(estate, number, { seats, at: io.now() })
  return withSince(verdict, since, input.people?.reviews ?? [])
}

/** Whom to request as reviewers, and whom not to think of again: also those in whose place the author chose others. */
export type Wanted = Readonly<{ reviewers: Reviewers; considered: readonly string[] }>

const nobody: Wanted = { reviewers: { logins: [], teams: [] }, considered: [] }

/**
 * Whom to request for the seats that wait. GitHub is called only when somebody is to be asked who never was, and the
 * review was not told who is asked already. Asking is a courtesy: what goes wrong fails no review.
 */
export async function whomToRequest(
  ref: PullRef,
  { input, verdict }: Judged,
  io: Pick<AskIO, 'askedReviewers' | 'requested' | 'failed'>,
): Promise<Wanted> {
  try {
    const seats = waitingSeats(verdict)
    const { settings } = parseSettings(input.rules.find(({ path }) => path === settingsPath))
    if (seats.length === 0 || settings?.asking.requestReviewers !== true) return nobody
    const asked = await io.askedReviewers(ref.estate, ref.number)
    const known = { reviews: input.people?.reviews ?? [], asked }
    const considered = everyone(planReviewers(seats, { ...known, requested: [] }))
    if (considered.length === 0) return nobody
    const requested = input.requested ?? (await io.requested(ref))
    return { reviewers: planReviewers(seats, { ...known, requested }), considered }
  } catch (error) {
    io.failed(ref, error)
    return nobody
  }
}

/**
 * Requests them, unless publishing has done so, and has people told. The check says all the same whom the change waits
 * for, so nothing here fails a review.
 */
export async function askPeople(
  ref: PullRef,
  { verdict, wanted, done }: Readonly<{ verdict: Verdict; wanted: Wanted; done: boolean }>,
  io: Pick<AskIO, 'request' | 'saveAskedReviewers' | 'tell' | 'failed'>,
): Promise<void> {
  const { estate, number } = ref
  const { reviewers, considered } = wanted
  try {
    await io.tell(reviewNotices(verdict, estate))
    if (!done && !isNobody(reviewers)) await io.request(ref, reviewers)
    if (considered.length > 0) await io.saveAskedReviewers(estate, number, considered)
  } catch (error) {
    io.failed(ref, error)
  }
}

const everyone = ({ logins, teams }: Reviewers): readonly string[] => [...logins, ...teams]
