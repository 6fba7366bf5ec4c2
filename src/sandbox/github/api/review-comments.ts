import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import type { Fields } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { notBuilt, Refusal } from '../http/refusal.ts'
import type { PullIssue, ReviewComment } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { comparePull } from '../pulls/compare-pull.ts'
import { showReviewComment } from '../show/review-comment.ts'
import { pullOf } from './pulls.ts'

export const reviewCommentRoutes = [
  inRepository('GET', '/pulls/{pull_number}/comments', granted('pull_requests:read'), (call) => {
    const issue = pullOf(call)
    return paged(call, issue.pull.reviewComments, (page) =>
      page.map((comment) => showReviewComment(call.github, call.repository, { issue, comment })),
    )
  }),
]

type Draft = Pick<ReviewComment, 'path' | 'body' | 'line' | 'startLine' | 'hunk'>

/** The comments of a review that is being written; each on lines that the pull request's diff shows, or all are refused. */
export async function readDrafts(
  repository: Repository,
  issue: PullIssue,
  comments: readonly Fields[],
): Promise<readonly Draft[]> {
  if (comments.length === 0) return []
  const { files } = await comparePull(repository, issue)
  return comments.map((comment) => {
    if (comment.has('position')) throw notBuilt('review comments by position')
    const sides = [comment.optionalText('side') ?? 'RIGHT', comment.optionalText('start_side') ?? 'RIGHT']
    if (sides.some((side) => side !== 'RIGHT')) throw notBuilt('review comments on removed lines')
    const path = comment.text('path')
    const line = comment.whole('line')
    const startLine = comment.whole('start_line') ?? null
    const patch = files.find(({ filename }) => filename === path)?.patch
    if (patch === undefined) throw unresolved('Path could not be resolved')
    if (line === undefined || (startLine !== null && startLine >= line))
      throw unresolved('Line could not be resolved')
    const hunk = hunksOf(patch ?? '').find(({ from, to }) => (startLine ?? line) >= from && line <= to)
    if (hunk === undefined) throw unresolved('Line could not be resolved')
    return { path, body: comment.text('body'), line, startLine, hunk: hunk.text }
  })
}

const unresolved = (why: string) => new Refusal(422, 'Unprocessable Entity', { errors: [why] })

type Hunk = Readonly<{ from: number; to: number; text: string }>

/** Lines of the new side, both included. */
const hunksOf = (patch: string): readonly Hunk[] =>
  patch.split(/^(?=@@ )/m).flatMap((text) => {
    const [, start, count = '1'] = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(text) ?? []
    return start === undefined ? [] : [{ from: Number(start), to: Number(start) + Number(count) - 1, text }]
  })
