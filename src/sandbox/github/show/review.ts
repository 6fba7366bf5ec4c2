import type { GitHub } from '../github.ts'
import type { PullIssue, Review } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { showLogin } from './account.ts'
import { associationOf } from './association.ts'
import { apiOf, nodeId, webOf } from './links.ts'

export function showReview(
  github: GitHub,
  repository: Repository,
  { issue, review }: { issue: PullIssue; review: Review },
) {
  const html = `${webOf(github, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`
  const pull = `${apiOf(github, repository)}/pulls/${issue.number}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: showLogin(github, review.author),
    body: review.body,
    state: review.state as string,
    html_url: html,
    pull_request_url: pull,
    _links: { html: { href: html }, pull_request: { href: pull } },
    commit_id: review.commitId,
    author_association: associationOf(github, repository, review.author),
    ...(review.submittedAt !== null && { submitted_at: review.submittedAt }),
  }
}
