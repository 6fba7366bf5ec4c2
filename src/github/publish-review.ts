import type { CheckRun } from '../review/check-run.ts'
import type { Comment } from '../review/comment.ts'
import type { PullRef } from '../review/input.ts'
import { loadHead } from './load-pull.ts'
import type { Memory } from './memory.ts'
import type { AppIdentity, GitHub } from './octokit.ts'
import { OverBudget } from './pace.ts'
import { loadOwnRun, writeCheckRun } from './publish-check-run.ts'
import { loadOwnComment, writeComment } from './publish-comment.ts'

type Review = Readonly<{
  checkRun: CheckRun
  comment: Comment
  app: AppIdentity
  memory: Pick<Memory, 'comments'>
  /** GitHub's limits leave no room for the comment for so many milliseconds: it is to be said then. */
  sayLater?: (waitMs: number) => Promise<void>
}>

/** The check says what matters; a comment that would have to wait longer must not hold up the next review. */
const patience = 5_000

/**
 * Publishes a check run and a comment together, if the head is still the commit that the check run is about. What is
 * there already and the head are read at once, then both are written at once.
 */
export async function publishReview(
  github: GitHub,
  ref: PullRef,
  { checkRun, comment, app, memory, sayLater }: Review,
): Promise<'published' | 'superseded'> {
  const say = { comment, app, known: memory.comments, ...(sayLater && { wishes: { patience } }) }
  const [head, run, said] = await Promise.all([
    loadHead(github, ref),
    loadOwnRun(github, ref.estate, { checkRun, app }),
    loadOwnComment(github, ref, say),
  ])
  if (head !== checkRun.headSha) return 'superseded'
  const written = await Promise.allSettled([
    writeCheckRun(github, ref.estate, { checkRun, own: run }),
    writeComment(github, ref, { ...say, own: said }).catch((error: unknown) => {
      if (!(error instanceof OverBudget) || sayLater === undefined) throw error
      return sayLater(error.waitMs)
    }),
  ])
  // Both have ended before either's failure is told: what is said of it must not be overtaken by the other.
  for (const outcome of written) if (outcome.status === 'rejected') throw outcome.reason
  return 'published'
}
