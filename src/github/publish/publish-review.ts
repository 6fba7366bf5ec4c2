import type { CheckRun } from '../../review/comment/check-run.ts'
import type { Comment } from '../../review/comment/comment.ts'
import type { PullRef } from '../../review/input.ts'
import type { Reviewers } from '../../review/asking/plan-reviewers.ts'
import { loadHead } from '../load/load-pull.ts'
import type { Memory } from '../memory.ts'
import type { AppIdentity, GitHub } from '../octokit.ts'
import { OverBudget } from '../limits/pace.ts'
import { loadOwnRun, writeCheckRun } from './publish-check-run.ts'
import { findComment, forget, isTwice, writeComment } from './publish-comment.ts'
import { writeTogether } from './publish-together.ts'
import type { Sight } from '../sight.ts'

type Review = Readonly<{
  checkRun: CheckRun
  comment: Comment
  /** Whom to ask for a review by the way; absent = nobody. */
  reviewers?: Reviewers
  app: AppIdentity
  memory: Pick<Memory, 'comments'>
  /** What the review saw; absent = all is looked up again. */
  sight?: Pick<Sight, 'confirm'>
  /** GitHub's limits leave no room for the comment for so many milliseconds: it is to be said then. */
  sayLater?: (waitMs: number) => Promise<void>
}>

/** The check says what matters; a comment that would have to wait longer must not hold up the next review. */
const patience = 5_000

/**
 * Publishes a check run and a comment together, if the head and the base branch are still where they were seen: in one
 * call after what the review saw of both, else by the REST API. Only that one call asks reviewers too.
 */
export async function publishReview(
  github: GitHub,
  ref: PullRef,
  review: Review,
): Promise<'published' | 'published and asked' | 'superseded'> {
  const { checkRun, comment, reviewers = nobody, app, memory } = review
  const snapshot = await review.sight?.confirm()
  if (snapshot === 'moved') return 'superseded'
  if (snapshot !== undefined) {
    if (snapshot.pull.headSha !== checkRun.headSha) return 'superseded'
    if (isTwice(snapshot.comments ?? [], app)) {
      forget(memory.comments, ref, comment)
      return publishApart(github, ref, review)
    }
    const say = { checkRun, comment, reviewers, app, wishes: { patience } }
    const done = await writeTogether(github, snapshot, say)
    if (done.comment) forget(memory.comments, ref, comment)
    const outcome = done.run && done.comment ? 'published' : await publishApart(github, ref, review)
    return outcome === 'published' && done.asked ? 'published and asked' : outcome
  }
  return publishApart(github, ref, review)
}

const nobody: Reviewers = { logins: [], teams: [] }

/** What is there already and the head are read at once, then both are written at once. */
async function publishApart(
  github: GitHub,
  ref: PullRef,
  { checkRun, comment, app, memory, sayLater }: Review,
): Promise<'published' | 'superseded'> {
  const say = { comment, app, known: memory.comments, ...(sayLater && { wishes: { patience } }) }
  const [head, run, found] = await Promise.all([
    loadHead(github, ref),
    loadOwnRun(github, ref.estate, { checkRun, app }),
    findComment(github, ref, say),
  ])
  if (head !== checkRun.headSha) return 'superseded'
  const written = await Promise.allSettled([
    writeCheckRun(github, ref.estate, { checkRun, own: run }),
    writeComment(github, ref, { ...say, found }).catch((error: unknown) => {
      if (!(error instanceof OverBudget) || sayLater === undefined) throw error
      return sayLater(error.waitMs)
    }),
  ])
  // Both have ended before either's failure is told: what is said of it must not be overtaken by the other.
  for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason
  return 'published'
}
