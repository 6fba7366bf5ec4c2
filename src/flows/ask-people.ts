import type { PullRef, ReviewInput } from '../review/input.ts'
import { planReviewers, type Reviewers } from '../review/plan-reviewers.ts'
import { reviewNotices } from '../review/review-notices.ts'
import type { Verdict } from '../review/verdict.ts'
import { seatKey, waitingSeats, withSince } from '../review/waiting-seats.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { parseSettings, settingsPath } from '../tenant/settings-file.ts'
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

/**
 * Requests reviewers for the seats that wait, and has people told. A courtesy: the check says all the same whom the
 * change waits for, so nothing here fails a review. GitHub is called only when somebody is to be asked who never was.
 */
export async function askPeople(ref: PullRef, { input, verdict }: Judged, io: AskIO): Promise<void> {
  try {
    await io.tell(reviewNotices(verdict, ref.estate))
    const { settings } = parseSettings(input.rules.find(({ path }) => path === settingsPath))
    if (settings?.asking.requestReviewers === true) await requestFor(ref, { input, verdict }, io)
  } catch (error) {
    io.failed(ref, error)
  }
}

async function requestFor(ref: PullRef, { input, verdict }: Judged, io: AskIO): Promise<void> {
  const seats = waitingSeats(verdict)
  if (seats.length === 0) return
  const { estate, number } = ref
  const known = { reviews: input.people?.reviews ?? [], asked: await io.askedReviewers(estate, number) }
  const candidates = everyone(planReviewers(seats, { ...known, requested: [] }))
  if (candidates.length === 0) return
  const reviewers = planReviewers(seats, { ...known, requested: await io.requested(ref) })
  if (everyone(reviewers).length > 0) await io.request(ref, reviewers)
  // Also whom the author chose, or chose others in place of: the next look need not ask GitHub.
  await io.saveAskedReviewers(estate, number, candidates)
}

const everyone = ({ logins, teams }: Reviewers): readonly string[] => [...logins, ...teams]
