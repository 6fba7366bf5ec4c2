import { unseenTeams } from '../approvals/unseen-teams.ts'
import { amountOf, amountsToKeep, type ApprovedAmounts } from '../review/approved/approved-amounts.ts'
import type { ApprovedRules } from '../review/approved/approved-rules.ts'
import { renderCheckRun, renderFailure, type CheckRun } from '../review/comment/check-run.ts'
import { renderComment, type Comment } from '../review/comment/comment.ts'
import { decisionOf, type Decision } from '../review/decision.ts'
import { hangsOn } from '../review/hangs-on.ts'
import { headlineOf } from '../review/comment/headline.ts'
import type { PullRef, ReviewInput } from '../review/input.ts'
import type { Reviewers } from '../review/asking/plan-reviewers.ts'
import { rulesToKeep } from '../review/approved/rules-to-keep.ts'
import { renderSuggestions, type Suggestion } from '../review/comment/suggestions.ts'
import type { Verdict } from '../review/verdict.ts'
import { UserError } from '../tenant/user-error.ts'
import { askPeople, keepWaiting, whomToRequest, type AskIO } from './ask-people.ts'
import { decideInTurn, type Decided, type RoomIO } from './decide-in-turn.ts'

/** What reviewing needs of the world. */
export type ReviewIO = Readonly<{
  load: (ref: PullRef) => Promise<ReviewInput>
  /** Commit at the head of the pull request now. */
  head: (ref: PullRef) => Promise<string>
  /** Publishes both, if the head is still the commit that the check run is about; may ask the reviewers by the way. */
  publish: (
    ref: PullRef,
    says: Readonly<{ checkRun: CheckRun; comment: Comment; reviewers: Reviewers }>,
  ) => Promise<Reviewed | 'published and asked'>
  /** Publishes the check run alone, for when there is nothing else to say. */
  publishFailure: (ref: PullRef, checkRun: CheckRun) => Promise<void>
  /** What approvals approve, kept the first time they are seen; absent = it is not remembered. */
  saveAmounts?: (ref: PullRef, amounts: ApprovedAmounts) => Promise<void>
  /** The rules under which approvals were first seen; absent = they are not remembered. */
  saveApprovedRules?: (ref: PullRef, rules: ApprovedRules) => Promise<void>
  /** Keeps on whom the verdict hangs, before it is published; absent = nobody has it looked at again. */
  saveHangsOn?: (ref: PullRef, who: readonly string[]) => Promise<void>
  /** Kept before the check turns green, so that nothing is green without it. */
  saveDecision: (ref: PullRef, decision: Decision) => Promise<void>
  /** That head is green no more. */
  withdrawDecision: (ref: PullRef, headSha: string, why: string) => Promise<void>
  /** Who holds room in the pools. */
  room: RoomIO
  /** Asks whom the change waits for, and has them told; absent: nobody is asked but by the comment. */
  asking?: AskIO
  /** Offers mends on the pull request's own lines; never throws, since nothing depends on it. Absent: offers none. */
  suggest?: (ref: PullRef, headSha: string, suggestions: readonly Suggestion[]) => Promise<void>
  /** Has it reviewed once more later, where something that it hangs on could not be seen; absent = it is left at that. */
  lookAgain?: (ref: PullRef) => Promise<void>
  /** Version of Landlord, for the decision. */
  landlord: string
  /** Id of the delivery that asked for this, the one trace of our own failures that is shown. */
  delivery: string
}>

/** `superseded`: the head moved meanwhile; the event of the newer commit evaluates that one. */
export type Reviewed = 'published' | 'superseded'

/** Loads, evaluates, keeps what is decided, publishes. What goes wrong closes the check on the commit in hand, and is thrown on. */
export async function reviewChange(ref: PullRef, io: ReviewIO): Promise<Reviewed> {
  const { outcome, judged, wanted } = await closingTheCheck(ref, io, async (evaluating) => {
    const load = async (pull: PullRef) => {
      const input = await io.load(pull)
      evaluating(input.pull?.headSha)
      return input
    }
    const { input, verdict: plain } = await decideInTurn(ref, load, io.room)
    const verdict = io.asking ? await keepWaiting(ref, { input, verdict: plain }, io.asking) : plain
    await keepBasis(ref, io, { input, verdict })
    await io.saveHangsOn?.(ref, hangsOn(input, verdict))
    await keepDecision(ref, io, { input, verdict })
    if (unseenTeams(verdict.approvals.seats, input.people).length > 0) await io.lookAgain?.(ref)
    const wanted = io.asking && (await whomToRequest(ref, { input, verdict }, io.asking))
    const reviewers = wanted?.reviewers ?? { logins: [], teams: [] }
    const says = { checkRun: renderCheckRun(verdict), comment: renderComment(verdict), reviewers }
    return { outcome: await io.publish(ref, says), judged: { input, verdict }, wanted }
  })
  if (outcome === 'superseded') return outcome
  if (io.asking && wanted)
    await askPeople(
      ref,
      { verdict: judged.verdict, wanted, done: outcome === 'published and asked' },
      io.asking,
    )
  await suggest(ref, judged, io)
  return 'published'
}

async function suggest(ref: PullRef, { input, verdict }: Decided, io: ReviewIO): Promise<void> {
  const suggestions = renderSuggestions(verdict.findings, input.files)
  if (suggestions.length > 0) await io.suggest?.(ref, input.pull?.headSha ?? '', suggestions)
}

/** An approval is good up to what the change cost when it came, and under the rules of then. */
async function keepBasis(
  ref: PullRef,
  { saveAmounts, saveApprovedRules }: Pick<ReviewIO, 'saveAmounts' | 'saveApprovedRules'>,
  { input, verdict }: { input: ReviewInput; verdict: Verdict },
): Promise<void> {
  const { people, approvedAmounts = {} } = input
  const amounts = amountsToKeep(people?.reviews ?? [], approvedAmounts, amountOf(verdict.costs))
  if (Object.keys(amounts).length > 0) await saveAmounts?.(ref, amounts)
  const rules = rulesToKeep(input, verdict)
  if (Object.keys(rules).length > 0) await saveApprovedRules?.(ref, rules)
}

/** Of a merged pull request nothing is decided any more, whatever is said on it. */
async function keepDecision(
  ref: PullRef,
  io: ReviewIO,
  { input, verdict }: { input: ReviewInput; verdict: Verdict },
): Promise<void> {
  if (input.pull === undefined || input.pull.merged === true || verdict.outcome === 'untouched') return
  const decision = decisionOf(input, verdict, io.landlord)
  if (decision !== undefined) await io.saveDecision(ref, decision)
  else await io.withdrawDecision(ref, input.pull.headSha, headlineOf(verdict))
}

/**
 * The one wrapper that fails closed: if the work throws, a failing check stands on the commit it was evaluating (the
 * head, when it did not get so far). The error is thrown on all the same, so that the caller logs and retries.
 */
async function closingTheCheck<Result>(
  ref: PullRef,
  io: ReviewIO,
  work: (evaluating: (headSha: string | undefined) => void) => Promise<Result>,
): Promise<Result> {
  let commit: string | undefined
  try {
    return await work((headSha) => {
      commit = headSha
    })
  } catch (error) {
    // The queue tries again for minutes; what lasts for hours heals by the look that comes later.
    const ends = await Promise.allSettled([sayItFailed(ref, io, { commit, error }), io.lookAgain?.(ref)])
    const more = ends.flatMap((end): unknown[] => (end.status === 'rejected' ? [end.reason] : []))
    if (more.length > 0)
      throw new AggregateError([error, ...more], 'A review failed, and so did saying so.', { cause: error })
    throw error
  }
}

async function sayItFailed(
  ref: PullRef,
  io: ReviewIO,
  { commit, error }: { commit: string | undefined; error: unknown },
): Promise<void> {
  const failure =
    error instanceof UserError
      ? { kind: 'user' as const, says: error.message, fix: error.fix }
      : { kind: 'ours' as const, delivery: io.delivery }
  await io.publishFailure(ref, renderFailure(commit ?? (await io.head(ref)), failure))
}
