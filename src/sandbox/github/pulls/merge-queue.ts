import { signatureOf, webFlow } from '../access/person.ts'
import { readCommit, writeCommit } from '../git/commit.ts'
import { mergeTrees } from '../git/merge.ts'
import { readRef } from '../git/read.ts'
import { moveRef } from '../git/write.ts'
import { stamp, type GitHub } from '../github.ts'
import type { PullIssue } from '../memory/issue.ts'
import { accountOf } from '../memory/memory.ts'
import type { MergeGroup, Repository } from '../memory/repository.ts'
import { showSimpleCommit } from '../show/commit.ts'
import { afterPush, closePull, isPull } from './after-push.ts'
import { judgeMergeability, whyBlocked } from './mergeability.ts'
import { inTurn } from './move-refs.ts'
import { hasFailed, missingChecks } from './required-checks.ts'

/**
 * What the button "Merge when ready" does where a queue stands before a branch: the pull request is merged onto the
 * branch, or onto what waits there already, and whoever checks merges is asked about the result. Pull requests merge
 * one by one, in turn, each by a merge commit; batches, other methods and time limits are not here.
 */
export function enqueue(
  github: GitHub,
  repository: Repository,
  { number, by }: { number: number; by: string },
): Promise<MergeGroup> {
  return inTurn(repository, async () => {
    const issue = pullNamed(repository, number)
    const { mergeable, state } = await judgeMergeability(github, repository, issue)
    const why = whyBlocked(github, repository, issue)
    if (mergeable !== true || state === 'draft' || why !== null)
      throw new Error(`#${number} cannot be queued: ${why ?? state}`)
    return formGroup(github, repository, { issue, by })
  })
}

/** After a check: the group in front is merged, or leaves the queue, and those behind it are formed anew. */
export function settleQueue(github: GitHub, repository: Repository): Promise<void> {
  return inTurn(repository, async () => {
    for (;;) {
      const [group] = repository.mergeQueue
      if (group === undefined) return
      if (missingChecks(repository, group.baseRef, group.headSha) === null)
        await mergeGroup(github, repository, group)
      else if (hasFailed(repository, group.baseRef, group.headSha)) await dropGroup(github, repository, group)
      else return
    }
  })
}

async function formGroup(
  github: GitHub,
  repository: Repository,
  { issue, by }: { issue: PullIssue; by: string },
): Promise<MergeGroup> {
  const { folder, owner } = repository
  const { baseRef, headRef, headSha, fork } = issue.pull
  const ahead = repository.mergeQueue.findLast((group) => group.baseRef === baseRef)
  const baseSha = ahead?.headSha ?? (await readRef(folder, `refs/heads/${baseRef}`)) ?? issue.pull.baseSha
  const tree = await mergeTrees(folder, baseSha, headSha)
  if (!tree) throw new Error(`#${issue.number} has conflicts with what is queued before it.`)
  const at = stamp(github)
  const sha = await writeCommit(folder, {
    ...{ tree, parents: [baseSha, headSha], committer: webFlow(at) },
    author: signatureOf(accountOf(github.memory, by), at),
    message: `Merge pull request #${issue.number} from ${fork?.owner ?? owner}/${headRef}\n\n${issue.title}`,
  })
  const ref = `refs/heads/gh-readonly-queue/${baseRef}/pr-${issue.number}-${baseSha}`
  const group = { number: issue.number, by, baseRef, baseSha, headRef: ref, headSha: sha }
  repository.mergeQueue.push(group)
  await moveGroupRef(github, repository, { group, before: null, after: sha })
  await announceGroup(github, repository, { group, action: 'checks_requested' })
  return group
}

async function mergeGroup(github: GitHub, repository: Repository, group: MergeGroup): Promise<void> {
  const issue = pullNamed(repository, group.number)
  const move = { ref: `refs/heads/${group.baseRef}`, before: group.baseSha, after: group.headSha }
  await moveRef(repository.folder, move)
  const { baseSha, by, headSha: mergeCommitSha } = group
  Object.assign(issue.pull, { baseSha, mergedAt: stamp(github), mergedBy: by, mergeCommitSha })
  await closePull(github, repository, { issue, by })
  await leave(github, repository, { group, reason: 'merged' })
  await afterPush(github, repository, { moves: [move], pusher: group.by })
}

async function dropGroup(github: GitHub, repository: Repository, group: MergeGroup): Promise<void> {
  await leave(github, repository, { group, reason: 'dequeued' })
  const behind = repository.mergeQueue.filter(({ baseRef }) => baseRef === group.baseRef)
  for (const one of behind) await leave(github, repository, { group: one, reason: 'invalidated' })
  for (const { number, by } of behind)
    await formGroup(github, repository, { issue: pullNamed(repository, number), by })
}

async function leave(
  github: GitHub,
  repository: Repository,
  { group, reason }: { group: MergeGroup; reason: 'merged' | 'dequeued' | 'invalidated' },
): Promise<void> {
  repository.mergeQueue.splice(repository.mergeQueue.indexOf(group), 1)
  await announceGroup(github, repository, { group, action: 'destroyed', reason })
  await moveGroupRef(github, repository, { group, before: group.headSha, after: null })
}

async function moveGroupRef(
  github: GitHub,
  repository: Repository,
  { group, ...ends }: { group: MergeGroup; before: string | null; after: string | null },
): Promise<void> {
  const move = { ref: group.headRef, ...ends }
  await moveRef(repository.folder, move)
  await afterPush(github, repository, { moves: [move], pusher: group.by })
}

async function announceGroup(
  github: GitHub,
  repository: Repository,
  { group, ...about }: { group: MergeGroup; action: string; reason?: string },
): Promise<void> {
  const commit = await readCommit(repository.folder, group.headSha)
  const merge_group = {
    head_sha: group.headSha,
    head_ref: group.headRef,
    base_sha: group.baseSha,
    base_ref: `refs/heads/${group.baseRef}`,
    head_commit: showSimpleCommit(commit),
  }
  const { action } = about
  github.announce({
    ...{ event: 'merge_group', action, repository, sender: group.by },
    payload: { ...about, merge_group },
  })
}

function pullNamed(repository: Repository, number: number): PullIssue {
  const issue = repository.issues.get(number)
  if (!issue || !isPull(issue)) throw new Error(`No pull request ${number}.`)
  return issue
}
