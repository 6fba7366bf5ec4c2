import type { GitHub } from '../github.ts'
import { findAccount, findRepository } from '../memory/memory.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { comparePull } from '../pulls/compare-pull.ts'
import type { Mergeability } from '../pulls/mergeability.ts'
import { showLogin, showOptional, showTeam } from './account.ts'
import { associationOf } from './association.ts'
import { showLabels } from './label.ts'
import { apiOf, nodeId, webOf } from './links.ts'
import { showRepository } from './repository.ts'

/** `pull-request-simple`, of lists and inside reviews. */
export function showPullSimple(github: GitHub, repository: Repository, issue: PullIssue) {
  const { pull } = issue
  return {
    ...showAddresses(github, repository, issue),
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number: issue.number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: showLogin(github, issue.author),
    body: issue.body,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.mergedAt,
    merge_commit_sha: pull.mergeCommitSha,
    assignee: showOptional(github, issue.assignees[0] ?? null),
    assignees: issue.assignees.map((login) => showLogin(github, login)),
    requested_reviewers: pull.requestedReviewers.map((login) => showLogin(github, login)),
    requested_teams: pull.requestedTeams.flatMap((slug) => {
      const team = github.memory.teams.get(`${repository.owner}/${slug}`.toLowerCase())
      return team ? [showTeam(github, team)] : []
    }),
    labels: showLabels(github, repository, issue),
    milestone: null,
    draft: pull.draft,
    head: showEnd(github, headRepository(github, pull) ?? repository, pull.headRef, pull.headSha),
    base: showEnd(github, repository, pull.baseRef, pull.baseSha),
    author_association: associationOf(github, repository, issue.author),
    auto_merge: null,
    active_lock_reason: null,
  }
}

/** `pull-request`: with its size and whether it can be merged. */
export async function showPull(
  github: GitHub,
  repository: Repository,
  issue: PullIssue,
  { mergeable, state }: Mergeability = { mergeable: null, state: 'unknown' },
) {
  const diff = await comparePull(repository, issue)
  const sum = (field: 'additions' | 'deletions') => diff.files.reduce((total, file) => total + file[field], 0)
  return {
    ...showPullSimple(github, repository, issue),
    merged: issue.pull.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: state,
    merged_by: showOptional(github, issue.pull.mergedBy),
    comments: issue.comments.length,
    review_comments: 0,
    maintainer_can_modify: issue.pull.maintainerCanModify,
    commits: diff.commits.length,
    additions: sum('additions'),
    deletions: sum('deletions'),
    changed_files: diff.files.length,
  }
}

const headRepository = ({ memory }: GitHub, { fork }: PullIssue['pull']): Repository | undefined =>
  fork === null ? undefined : findRepository(memory, fork.owner, fork.name)

function showEnd(github: GitHub, repository: Repository, ref: string, sha: string) {
  const owner = findAccount(github.memory, repository.owner)
  return {
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: showLogin(github, owner?.login ?? repository.owner),
    repo: showRepository(github, repository),
  }
}

function showAddresses(github: GitHub, repository: Repository, issue: PullIssue) {
  const api = apiOf(github, repository)
  const url = `${api}/pulls/${issue.number}`
  const web = `${webOf(github, repository)}/pull/${issue.number}`
  const places = {
    html: web,
    issue: `${api}/issues/${issue.number}`,
    comments: `${api}/issues/${issue.number}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${issue.pull.headSha}`,
  }
  return {
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: places.issue,
    commits_url: places.commits,
    review_comments_url: places.review_comments,
    review_comment_url: places.review_comment,
    comments_url: places.comments,
    statuses_url: places.statuses,
    _links: Object.fromEntries(
      Object.entries({ self: url, ...places }).map(([name, href]) => [name, { href }]),
    ),
  }
}
