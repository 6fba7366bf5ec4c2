import type { GitHub } from '../github.ts'
import { stamp } from '../github.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { readRef } from '../git/read.ts'
import { isAncestor } from '../git/compare.ts'
import type { Move } from '../git/write.ts'
import { showPull } from '../show/pull.ts'
import { showPush } from '../show/push.ts'
import { headCommit } from './head-of.ts'
import { updatePullRefs } from './test-merge.ts'

/** What GitHub does when refs have moved: tells of the push, and brings pull requests up to date. */
export async function afterPush(
  github: GitHub,
  repository: Repository,
  { moves, pusher }: { moves: readonly Move[]; pusher: string },
): Promise<void> {
  const pushed = moves.filter(({ ref }) => ref.startsWith('refs/heads/') || ref.startsWith('refs/tags/'))
  if (pushed.length > 0) repository.pushedAt = stamp(github)
  for (const move of pushed) {
    const payload = await showPush(github, repository, { move, pusher })
    github.announce({ event: 'push', repository, sender: pusher, payload })
    if (!move.ref.startsWith('refs/heads/')) continue
    const branch = move.ref.slice('refs/heads/'.length)
    for (const issue of openPulls(repository)) {
      if (issue.pull.headRef === branch && issue.pull.fork === null)
        await followHead(github, repository, { issue, move, pusher })
      else if (issue.pull.baseRef === branch && move.after)
        await followBase(github, repository, { issue, move, pusher })
    }
    await followFork(github, repository, { branch, move, pusher })
  }
}

/** What is pushed to a fork brings the pull requests from there up to date. */
async function followFork(
  github: GitHub,
  fork: Repository,
  { branch, move, pusher }: { branch: string; move: Move; pusher: string },
): Promise<void> {
  const parent = github.memory.repositories.values().find(({ id }) => id === fork.forkOf)
  if (parent === undefined) return
  for (const issue of openPulls(parent)) {
    if (issue.pull.fork !== fork || issue.pull.headRef !== branch) continue
    await headCommit(parent, { branch, fork })
    await followHead(github, parent, { issue, move, pusher })
  }
}

export const openPulls = (repository: Repository): PullIssue[] =>
  [...repository.issues.values()].filter(isPull).filter(({ state }) => state === 'open')

export const isPull = (issue: { pull: unknown }): issue is PullIssue => issue.pull !== null

type Pushed = Readonly<{ issue: PullIssue; move: Move; pusher: string }>

async function followHead(
  github: GitHub,
  repository: Repository,
  { issue, move, pusher }: Pushed,
): Promise<void> {
  const { pull } = issue
  issue.updatedAt = stamp(github)
  if (!move.after) {
    await closePull(github, repository, { issue, by: pusher })
    return
  }
  pull.headSha = move.after
  pull.baseSha = (await readRef(repository.folder, `refs/heads/${pull.baseRef}`)) ?? pull.baseSha
  dismissStale(repository, issue)
  await updatePullRefs(repository, issue, stamp(github))
  github.announce({
    event: 'pull_request',
    action: 'synchronize',
    repository,
    sender: pusher,
    payload: {
      action: 'synchronize',
      number: issue.number,
      before: move.before,
      after: move.after,
      pull_request: await showPull(github, repository, issue),
    },
  })
}

/** A base branch that now holds the head has merged it, as GitHub sees it. */
async function followBase(
  github: GitHub,
  repository: Repository,
  { issue, move, pusher }: Pushed,
): Promise<void> {
  const { pull } = issue
  if (move.after && (await isAncestor(repository.folder, pull.headSha, move.after))) {
    pull.mergedAt = stamp(github)
    pull.mergedBy = pusher
    pull.mergeCommitSha = move.after
    await closePull(github, repository, { issue, by: pusher })
    return
  }
  await updatePullRefs(repository, issue, stamp(github))
}

export async function closePull(
  github: GitHub,
  repository: Repository,
  { issue, by }: { issue: PullIssue; by: string },
): Promise<void> {
  issue.state = 'closed'
  issue.closedAt = stamp(github)
  issue.closedBy = by
  issue.updatedAt = issue.closedAt
  github.announce({
    event: 'pull_request',
    action: 'closed',
    repository,
    sender: by,
    payload: {
      action: 'closed',
      number: issue.number,
      pull_request: await showPull(github, repository, issue),
    },
  })
}

function dismissStale(repository: Repository, { pull }: PullIssue): void {
  if (!repository.protections.get(pull.baseRef)?.reviews?.dismissStale) return
  for (const review of pull.reviews) if (review.state === 'APPROVED') review.state = 'DISMISSED'
}
