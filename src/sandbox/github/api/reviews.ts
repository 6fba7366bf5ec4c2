import { granted, isAtLeast } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { roleOf } from '../access/role.ts'
import { findCommit } from '../git/read.ts'
import { stamp } from '../github.ts'
import { ok, type Answer } from '../http/answer.ts'
import { fieldsOf, type Fields } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { PullIssue, Review } from '../memory/issue.ts'
import { showPullSimple } from '../show/pull.ts'
import { showReview } from '../show/review.ts'
import { pullOf } from './pulls.ts'
import { readDrafts } from './review-comments.ts'

const one = '/pulls/{pull_number}/reviews/{review_id}'

export const reviewRoutes = [
  inRepository('GET', '/pulls/{pull_number}/reviews', granted('pull_requests:read'), (call) => {
    const issue = pullOf(call)
    const mine =
      call.caller.kind === 'anonymous' || call.caller.kind === 'app' ? '' : call.caller.account.login
    const visible = issue.pull.reviews.filter(({ state, author }) => state !== 'PENDING' || author === mine)
    return paged(call, visible, (page) =>
      page.map((review) => showReview(call.github, call.repository, { issue, review })),
    )
  }),
  inRepository('POST', '/pulls/{pull_number}/reviews', granted('pull_requests:write', 'read'), createReview),
  inRepository('GET', one, granted('pull_requests:read'), (call) => {
    const issue = pullOf(call)
    return ok(showReview(call.github, call.repository, { issue, review: reviewOf(call, issue) }))
  }),
  inRepository('POST', `${one}/events`, granted('pull_requests:write', 'read'), submitPending),
  inRepository('PUT', `${one}/dismissals`, granted('pull_requests:write', 'write'), dismissReview),
]

const verdicts = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' } as const
const events = ['APPROVE', 'REQUEST_CHANGES', 'COMMENT'] as const

function reviewOf({ params }: RepositoryCall, { pull }: PullIssue): Review {
  const review = pull.reviews.find(({ id }) => id === Number(params.review_id))
  if (!review) throw notFound()
  return review
}

async function createReview(call: RepositoryCall): Promise<Answer> {
  const { github, repository, caller } = call
  const issue = pullOf(call)
  const body = fieldsOf(call.body)
  const commitId = body.optionalText('commit_id') ?? issue.pull.headSha
  if (!(await findCommit(repository.folder, commitId))) {
    throw new Refusal(422, 'Unprocessable Entity', { errors: ['commit_id is not part of the pull request'] })
  }
  const author = actorOf(caller).login
  const drafts = await readDrafts(repository, issue, body.objects('comments') ?? [])
  const event = body.oneOf('event', events)
  const text = body.optionalText('body') ?? ''
  // Words on lines are words enough.
  if (event) refuseVerdict(issue, { author, event, text: text || (drafts.length > 0 ? ' ' : '') })
  if (!event && issue.pull.reviews.some((other) => other.state === 'PENDING' && other.author === author)) {
    throw new Refusal(422, 'Unprocessable Entity', {
      errors: ['User can only have one pending review per pull request'],
    })
  }
  const review: Review = {
    id: github.nextId(),
    author,
    body: text,
    state: event ? verdicts[event] : 'PENDING',
    commitId,
    submittedAt: event ? stamp(github) : null,
  }
  issue.pull.reviews.push(review)
  for (const draft of drafts)
    issue.pull.reviewComments.push({
      ...draft,
      ...{ id: github.nextId(), review: review.id, author, commitId, createdAt: stamp(github) },
    })
  if (event) publish(call, issue, review)
  return ok(showReview(github, repository, { issue, review }))
}

function submitPending(call: RepositoryCall): Answer {
  const issue = pullOf(call)
  const review = reviewOf(call, issue)
  const body: Fields = fieldsOf(call.body)
  const event = body.oneOf('event', events)
  const author = actorOf(call.caller).login
  if (!event || review.state !== 'PENDING' || review.author !== author) {
    throw new Refusal(422, 'Unprocessable Entity', { errors: ['Can not submit this review'] })
  }
  const text = body.optionalText('body') ?? review.body
  refuseVerdict(issue, { author, event, text })
  review.body = text
  review.state = verdicts[event]
  review.submittedAt = stamp(call.github)
  publish(call, issue, review)
  return ok(showReview(call.github, call.repository, { issue, review }))
}

function refuseVerdict(
  issue: PullIssue,
  { author, event, text }: { author: string; event: (typeof events)[number]; text: string },
): void {
  const refuse = (why: string) => new Refusal(422, 'Unprocessable Entity', { errors: [why] })
  if (event !== 'COMMENT' && author === issue.author) {
    throw refuse(
      event === 'APPROVE'
        ? 'Can not approve your own pull request'
        : 'Can not request changes on your own pull request',
    )
  }
  if (event !== 'APPROVE' && text === '') throw refuse('Body can not be blank')
}

function publish(call: RepositoryCall, issue: PullIssue, review: Review): void {
  const { pull } = issue
  pull.requestedReviewers = pull.requestedReviewers.filter((login) => login !== review.author)
  issue.updatedAt = stamp(call.github)
  announce(call, issue, { review, action: 'submitted' })
}

function dismissReview(call: RepositoryCall): Answer {
  const { github, repository, caller } = call
  const issue = pullOf(call)
  const review = reviewOf(call, issue)
  fieldsOf(call.body).text('message')
  if (caller.kind === 'user' && !isAtLeast(roleOf(github, repository, caller.account.login), 'write'))
    throw notFound()
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    throw new Refusal(422, 'Unprocessable Entity', {
      errors: [`Can not dismiss a ${review.state.toLowerCase()} pull request review`],
    })
  }
  review.state = 'DISMISSED'
  announce(call, issue, { review, action: 'dismissed' })
  return ok(showReview(github, repository, { issue, review }))
}

/** Webhooks write the state in lower case, and always a time. */
function announce(
  { github, repository, caller }: RepositoryCall,
  issue: PullIssue,
  { review, action }: { review: Review; action: 'submitted' | 'dismissed' },
): void {
  const shown = showReview(github, repository, { issue, review })
  github.announce({
    event: 'pull_request_review',
    action,
    repository,
    sender: actorOf(caller).login,
    payload: {
      action,
      review: { ...shown, state: review.state.toLowerCase(), submitted_at: review.submittedAt },
      pull_request: showPullSimple(github, repository, issue),
    },
  })
}
