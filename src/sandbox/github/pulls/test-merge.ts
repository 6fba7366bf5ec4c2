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
  const base = await readRef(folder, `refs/heads/${pull.baseRef}`)
  const tree = base ? await mergeTrees(folder, base, pull.headSha) : null
  pull.mergeCommitSha =
    base && tree ? await writeTestMerge(folder, { tree, base, head: pull.headSha, at }) : null
  const merge = `refs/pull/${number}/merge`
  const lines = [
    `update refs/pull/${number}/head ${pull.headSha}`,
    pull.mergeCommitSha ? `update ${merge} ${pull.mergeCommitSha}` : `delete ${merge}`,
  ]
  await git(folder, ['update-ref', '--stdin'], { input: `${lines.join('\n')}\n` })
}

type Parts = Readonly<{ tree: string; base: string; head: string; at: string }>

async function writeTestMerge(folder: string, { tree, base, head, at }: Parts): Promise<string> {
  const who = webFlow(at)
  const message = `Merge ${head} into ${base}`
  return writeCommit(folder, { tree, parents: [base, head], author: who, committer: who, message })
}
