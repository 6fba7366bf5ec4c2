import { accountByEmail } from '../access/person.ts'
import type { Commit, Signature } from '../git/commit.ts'
import { compare } from '../git/compare.ts'
import { readRef } from '../git/read.ts'
import type { Call } from '../http/route.ts'
import type { CheckRun } from '../memory/check.ts'
import type { PullIssue } from '../memory/issue.ts'
import { appOf } from '../memory/memory.ts'
import type { Repository } from '../memory/repository.ts'
import { nodeId } from '../show/links.ts'
import { actor, allow, connection, type Slice } from './node.ts'
import { showTeam } from './show-team.ts'

export function showPull(call: Call, repository: Repository, issue: PullIssue) {
  const { pull } = issue
  const viewer = 'account' in call.caller ? call.caller.account.login : ''
  return {
    id: nodeId('PullRequest', pull.id),
    number: issue.number,
    title: issue.title,
    author: actor(call, issue.author),
    isDraft: pull.draft,
    merged: pull.mergedAt !== null,
    isCrossRepository: pull.fork !== null,
    headRepository: { id: nodeId('Repository', (pull.fork ?? repository).id) },
    headRefOid: pull.headSha,
    baseRefOid: pull.baseSha,
    baseRefName: pull.baseRef,
    baseRef: async () => {
      const oid = await readRef(repository.folder, `refs/heads/${pull.baseRef}`)
      return oid === null ? null : { name: pull.baseRef, target: { __typename: 'Commit', oid } }
    },
    // Compared with where the base branch stood at the last push; and never more than 250.
    commits: async (slice: Slice) => {
      const comparison = await compare(repository.folder, pull.baseSha, pull.headSha)
      const commits = comparison?.commits.slice(0, 250) ?? []
      return connection(commits, slice, (commit) => ({ commit: showCommit(call, repository, commit) }))
    },
    reviews: (slice: Slice) => {
      const visible = pull.reviews.filter(({ state, author }) => state !== 'PENDING' || author === viewer)
      return connection(visible, slice, ({ author, state, submittedAt, commitId }) => ({
        ...{ author: actor(call, author), state, submittedAt, commit: { oid: commitId } },
      }))
    },
    reviewRequests: (slice: Slice) => connection(requested(call, repository, issue), slice, showRequest),
    comments: (slice: Slice) =>
      connection(issue.comments, slice, ({ id, body, author }) => ({
        ...{ id: nodeId('IssueComment', id), body, author: actor(call, author) },
      })),
  }
}

/** People first, then teams of the repository's own organisation. */
function requested(call: Call, { owner }: Repository, { pull }: PullIssue) {
  const { teams } = call.github.memory
  return [
    ...pull.requestedReviewers.map((login) => actor(call, login)),
    ...pull.requestedTeams.map((slug) => {
      const team = teams.get(`${owner}/${slug}`.toLowerCase())
      return team === undefined ? null : showTeam(call, team)
    }),
  ]
}

const showRequest = (requestedReviewer: ReturnType<typeof requested>[number]) => ({ requestedReviewer })

function showCommit(call: Call, repository: Repository, commit: Commit) {
  return {
    oid: commit.sha,
    message: commit.message,
    committedDate: commit.committer.date,
    author: showSignature(call, commit.author),
    committer: showSignature(call, commit.committer),
    parents: (slice: Slice) => connection(commit.parents, slice, (oid) => ({ oid })),
    checkSuites: ({ filterBy, ...slice }: Slice & Filtered) => {
      allow(call, 'checks:read')
      const runs = [...repository.checkRuns.values()].filter(({ headSha }) => headSha === commit.sha)
      const suites = [...repository.checkSuites.values()].filter(
        ({ id, headSha }) =>
          headSha === commit.sha && runs.some((run) => run.suiteId === id && isAsked(run, filterBy)),
      )
      return connection(suites, slice, (suite) => ({
        app: { slug: appOf(call.github.memory, suite.appId).slug },
        checkRuns: ({ filterBy: wanted, ...some }: Slice & Filtered) =>
          connection(
            newestOfEach(runs.filter((run) => run.suiteId === suite.id && isAsked(run, wanted))),
            some,
            showCheckRun,
          ),
      }))
    },
  }
}

type Filtered = Readonly<{ filterBy?: Readonly<{ checkName?: string }> }>

const isAsked = ({ name }: CheckRun, filter: Filtered['filterBy']): boolean =>
  filter?.checkName === undefined || filter.checkName === name

const newestOfEach = (runs: readonly CheckRun[]): readonly CheckRun[] => [
  ...new Map(runs.map((run) => [run.name, run])).values(),
]

export const showCheckRun = (run: CheckRun) => ({
  id: nodeId('CheckRun', run.id),
  name: run.name,
  externalId: run.externalId,
  status: run.status.toUpperCase(),
  annotations: { totalCount: run.annotations.length },
})

/** GraphQL tells of people only: a bot's commit shows nobody. */
function showSignature({ github }: Call, { email }: Signature) {
  const account = accountByEmail(github, email)
  return { email, user: account?.type === 'User' ? { login: account.login } : null }
}
