import type { GitHub } from '../github.ts'
import type { PullIssue, ReviewComment } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { showLogin } from './account.ts'
import { associationOf } from './association.ts'
import { apiOf, nodeId, webOf } from './links.ts'

/** A comment on lines. Whether a later push outdated it is not worked out here: it keeps the lines it was written on. */
export function showReviewComment(
  github: GitHub,
  repository: Repository,
  { issue, comment }: { issue: PullIssue; comment: ReviewComment },
) {
  const html = `${webOf(github, repository)}/pull/${issue.number}#discussion_r${comment.id}`
  const pull = `${apiOf(github, repository)}/pulls/${issue.number}`
  const url = `${apiOf(github, repository)}/pulls/comments/${comment.id}`
  return {
    url,
    id: comment.id,
    node_id: nodeId('PullRequestReviewComment', comment.id),
    pull_request_review_id: comment.review,
    diff_hunk: comment.hunk,
    path: comment.path,
    commit_id: comment.commitId,
    original_commit_id: comment.commitId,
    user: showLogin(github, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.createdAt,
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(github, repository, comment.author),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
    start_line: comment.startLine,
    original_start_line: comment.startLine,
    start_side: comment.startLine === null ? null : 'RIGHT',
    line: comment.line,
    original_line: comment.line,
    side: 'RIGHT',
    subject_type: 'line',
  }
}
