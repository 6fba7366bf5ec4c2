import { writeCommit } from '../git/commit.ts'
import { git } from '../git/git.ts'
import { mergeTrees } from '../git/merge.ts'
import { readRef } from '../git/read.ts'
import { webFlow } from '../access/person.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'

/**
 * Points `refs/pull/N/head` at the head and `refs/pull/N/merge` at GitHub's test merge, so that both can be
 * fetched. A pull request with conflicts has no test merge.
 */
export async function updatePullRefs(
  repository: Repository,
  { number, pull }: PullIssue,
  at: string,
): Promise<void> {
  const { folder } = repository
  await git(folder, ['update-ref', `refs/pull/${number}/head`, pull.headSha])
  const base = await readRef(folder, `refs/heads/${pull.baseRef}`)
  const tree = base ? await mergeTrees(folder, base, pull.headSha) : null
  if (!base || !tree) {
    pull.mergeCommitSha = null
    await git(folder, ['update-ref', '-d', `refs/pull/${number}/merge`])
    return
  }
  const who = webFlow(at)
  const message = `Merge ${pull.headSha} into ${base}`
  pull.mergeCommitSha = await writeCommit(folder, {
    tree,
    parents: [base, pull.headSha],
    author: who,
    committer: who,
    message,
  })
  await git(folder, ['update-ref', `refs/pull/${number}/merge`, pull.mergeCommitSha])
}
