import { renderCheckRun, renderFailure, type CheckRun } from '../review/comment/check-run.ts'
import { decisionOf, type Decision } from '../review/decision.ts'
import { evaluate } from '../review/evaluate.ts'
import { headlineOf } from '../review/comment/headline.ts'
import type { MergeGroup, ReviewInput } from '../review/input.ts'
import type { Outcome } from '../review/verdict.ts'
import { UserError } from '../tenant/user-error.ts'

export type ReviewGroupIO = Readonly<{
  /** The pull request with the merged files as its head, and the rules of what they are merged onto. */
  load: () => Promise<ReviewInput>
  publish: (checkRun: CheckRun) => Promise<void>
  /** Kept before the check turns green: what is merged may hold more than what was decided on the pull request. */
  saveDecision: (decision: Decision) => Promise<void>
  withdrawDecision: (why: string) => Promise<void>
  /** Version of Landlord, for the decision. */
  landlord: string
  delivery: string
}>

/**
 * Judges what a merge queue is about to merge, on the merged tree: what came onto the branch since may break a rule,
 * fill a pool, or differ from what was approved. Nobody approves a merge group, so one that waits has failed: it leaves
 * the queue, and the pull request says what is missing. What goes wrong closes the check too.
 */
export async function reviewGroup({ headSha }: MergeGroup, io: ReviewGroupIO): Promise<Outcome> {
  try {
    const input = await io.load()
    const verdict = evaluate(input)
    const decision = decisionOf(input, verdict, io.landlord)
    if (decision !== undefined) await io.saveDecision(decision)
    else await io.withdrawDecision(headlineOf(verdict))
    await io.publish(ended(renderCheckRun(verdict)))
    return verdict.outcome
  } catch (error) {
    const failure =
      error instanceof UserError
        ? { kind: 'user' as const, says: error.message, fix: error.fix }
        : { kind: 'ours' as const, delivery: io.delivery }
    await io.publish(renderFailure(headSha, failure))
    throw error
  }
}

const ended = (checkRun: CheckRun): CheckRun =>
  checkRun.conclusion === 'in progress'
    ? {
        ...checkRun,
        conclusion: 'failure',
        summary: `As merged by the queue, this pull request does not have the approvals it needs, so it leaves the queue.\n\n${checkRun.summary}`,
      }
    : checkRun
