import { actorOf } from '../access/caller.ts'
import { signatureOf, webFlow } from '../access/person.ts'
import { writeCommit } from '../git/commit.ts'
import { mergeTrees } from '../git/merge.ts'
import { isAncestor } from '../git/compare.ts'
import { readRef } from '../git/read.ts'
import { stamp } from '../github.ts'
import { accepted, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { notBuilt, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { PullIssue } from '../memory/issue.ts'
import { webOf } from '../show/links.ts'
import { inTurn, push } from './move-refs.ts'

/** Merges the base branch into the head, as the button "Update branch" does. */
export async function updateBranch(call: RepositoryCall, issue: PullIssue): Promise<Answer> {
  const { github, repository, caller } = call
  const { pull } = issue
  const expected = fieldsOf(call.body).optionalText('expected_head_sha')
  // GitHub does, where its owner lets maintainers edit it; here nobody does.
  if (pull.fork !== null) throw notBuilt('update the branch of a fork')
  return inTurn(repository, async () => {
    if (expected !== undefined && expected !== pull.headSha) {
      throw new Refusal(422, `expected head sha didn't match current head ref.`)
    }
    const base = await readRef(repository.folder, `refs/heads/${pull.baseRef}`)
    if (!base || (await isAncestor(repository.folder, base, pull.headSha))) {
      throw new Refusal(422, 'There are no new commits on the base branch.')
    }
    const tree = await mergeTrees(repository.folder, pull.headSha, base)
    if (!tree) throw new Refusal(422, 'merge conflict between base and head')
    const at = stamp(github)
    const actor = actorOf(caller)
    const after = await writeCommit(repository.folder, {
      tree,
      parents: [pull.headSha, base],
      author: signatureOf(actor, at),
      committer: webFlow(at),
      message: `Merge branch '${pull.baseRef}' into ${pull.headRef}`,
    })
    const move = { ref: `refs/heads/${pull.headRef}`, before: pull.headSha, after }
    await push(github, repository, { move, pusher: actor.login })
    return accepted({
      message: 'Updating pull request branch.',
      url: `${webOf(github, repository)}/pull/${issue.number}`,
    })
  })
}
