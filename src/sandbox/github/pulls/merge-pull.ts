import { actorOf } from '../access/caller.ts'
import { signatureOf, webFlow } from '../access/person.ts'
import { writeCommit } from '../git/commit.ts'
import { compare } from '../git/compare.ts'
import { gitText } from '../git/git.ts'
import { mergeTrees, rebaseCommits } from '../git/merge.ts'
import { readRef } from '../git/read.ts'
import { moveRef } from '../git/write.ts'
import { stamp } from '../github.ts'
import { fieldsOf } from '../http/fields.ts'
import { Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { PullIssue } from '../memory/issue.ts'
import { afterPush, closePull } from './after-push.ts'
import { judgeMergeability, whyBlocked } from './mergeability.ts'
import { inTurn } from './move-refs.ts'
import { mayBypass } from './protected-push.ts'

type Method = 'merge' | 'squash' | 'rebase'
type Plan = Readonly<{ method: Method; title: string; message: string }>

/** PUT /pulls/{n}/merge: 405 when it may not be merged, 409 when the head is not the one that was seen. */
export async function mergePull(call: RepositoryCall, issue: PullIssue) {
  const { github, repository, caller } = call
  const body = fieldsOf(call.body)
  const method = body.oneOf('merge_method', ['merge', 'squash', 'rebase']) ?? 'merge'
  const expected = body.optionalText('sha')
  const actor = actorOf(caller)
  return inTurn(repository, async () => {
    const { pull } = issue
    if (expected !== undefined && expected !== pull.headSha) {
      throw new Refusal(409, 'Head branch was modified. Review and try the merge again.')
    }
    await refuseUnmergeable(call, issue)
    const plan = {
      method,
      title: body.optionalText('commit_title') ?? defaultTitle(repository.owner, issue, method),
      message: body.optionalText('commit_message') ?? (method === 'merge' ? issue.title : ''),
    }
    const ref = `refs/heads/${pull.baseRef}`
    const before = (await readRef(repository.folder, ref)) ?? pull.baseSha
    const after = await writeMerge(call, issue, { ...plan, base: before })
    await moveRef(repository.folder, { ref, before, after })
    pull.baseSha = before
    pull.mergedAt = stamp(github)
    pull.mergedBy = actor.login
    pull.mergeCommitSha = after
    await closePull(github, repository, { issue, by: actor.login })
    await afterPush(github, repository, { moves: [{ ref, before, after }], pusher: actor.login })
    return { sha: after, merged: true, message: 'Pull Request successfully merged' }
  })
}

async function refuseUnmergeable(
  { github, repository, caller }: RepositoryCall,
  issue: PullIssue,
): Promise<void> {
  const { mergeable, state } = await judgeMergeability(github, repository, issue)
  if (state === 'draft') throw new Refusal(405, 'Pull Request is still a draft')
  if (mergeable !== true) throw new Refusal(405, 'Pull Request is not mergeable')
  const protection = repository.protections.get(issue.pull.baseRef)
  if (!protection || mayBypass(github, repository, { protection, caller })) return
  const why = whyBlocked(github, repository, issue)
  if (why) throw new Refusal(405, why)
  if (state === 'behind')
    throw new Refusal(405, 'Head branch is out of date. Review and try the merge again.')
}

function defaultTitle(owner: string, { number, title, pull }: PullIssue, method: Method): string {
  return method === 'squash'
    ? `${title} (#${number})`
    : `Merge pull request #${number} from ${pull.fork?.owner ?? owner}/${pull.headRef}`
}

async function writeMerge(
  call: RepositoryCall,
  issue: PullIssue,
  plan: Plan & { base: string },
): Promise<string> {
  const { github, repository, caller } = call
  const { folder } = repository
  const { headSha } = issue.pull
  const at = stamp(github)
  const conflict = new Refusal(405, 'Pull Request is not mergeable')
  if (plan.method === 'rebase') {
    const tip = await rebaseCommits(folder, { base: plan.base, head: headSha, committer: webFlow(at) })
    if (!tip) throw new Refusal(405, "This branch can't be rebased")
    return tip
  }
  const tree = await mergeTrees(folder, plan.base, headSha)
  if (!tree) throw conflict
  const text = plan.message === '' ? await squashedMessages(folder, plan, headSha) : plan.message
  return writeCommit(folder, {
    tree,
    parents: plan.method === 'merge' ? [plan.base, headSha] : [plan.base],
    author: signatureOf(actorOf(caller), at),
    committer: webFlow(at),
    message: text === '' ? plan.title : `${plan.title}\n\n${text}`,
  })
}

/** A squash lists the messages it joins, when there are several. */
async function squashedMessages(folder: string, { method, base }: Plan & { base: string }, head: string) {
  if (method !== 'squash') return ''
  const comparison = await compare(folder, base, head)
  if ((comparison?.commits.length ?? 0) < 2) return ''
  return gitText(folder, ['log', '--reverse', '--format=* %s', `${base}..${head}`])
}
