import type { GitHub } from '../github.ts'
import { appOf } from '../memory/memory.ts'
import { reactionContents, type Comment, type Issue, type Reaction } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { showLogin, showOptional } from './account.ts'
import { showApp } from './app.ts'
import { associationOf } from './association.ts'
import { showLabels } from './label.ts'
import { apiOf, nodeId, webOf } from './links.ts'

export function showIssue(github: GitHub, repository: Repository, issue: Issue) {
  const api = apiOf(github, repository)
  const url = `${api}/issues/${issue.number}`
  const web = `${webOf(github, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: web,
    timeline_url: `${url}/timeline`,
    number: issue.number,
    state: issue.state,
    state_reason: issue.stateReason,
    title: issue.title,
    body: issue.body,
    user: showLogin(github, issue.author),
    labels: showLabels(github, repository, issue),
    assignee: showOptional(github, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((login) => showLogin(github, login)),
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: issue.comments.length,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: associationOf(github, repository, issue.author),
    performed_via_github_app: null,
    reactions: showReactions(url, []),
    ...(issue.pull && {
      draft: issue.pull.draft,
      pull_request: {
        url: `${api}/pulls/${issue.number}`,
        html_url: web,
        diff_url: `${web}.diff`,
        patch_url: `${web}.patch`,
        merged_at: issue.pull.mergedAt,
      },
    }),
  }
}

export function showComment(github: GitHub, repository: Repository, comment: Comment) {
  const api = apiOf(github, repository)
  const place = repository.issues.get(comment.issue)?.pull ? 'pull' : 'issues'
  const url = `${api}/issues/comments/${comment.id}`
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url,
    html_url: `${webOf(github, repository)}/${place}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    user: showLogin(github, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(github, repository, comment.author),
    performed_via_github_app:
      comment.appId === null ? null : showApp(github, appOf(github.memory, comment.appId)),
    reactions: showReactions(url, comment.reactions),
  }
}

const showReactions = (url: string, reactions: readonly Reaction[]) => ({
  url: `${url}/reactions`,
  total_count: reactions.length,
  ...Object.fromEntries(
    reactionContents.map((kind) => [kind, reactions.filter(({ content }) => content === kind).length]),
  ),
})
