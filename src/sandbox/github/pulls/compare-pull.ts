import { compare, type Comparison } from '../git/compare.ts'
import { readRef } from '../git/read.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'

/** What a pull request changes: from where it left its base branch to its head. */
export async function comparePull(repository: Repository, { pull, state }: PullIssue): Promise<Comparison> {
  const tip = state === 'open' ? await readRef(repository.folder, `refs/heads/${pull.baseRef}`) : null
  const base = tip ?? pull.baseSha
  const comparison = await compare(repository.folder, base, pull.headSha)
  return (
    comparison ?? {
      base,
      head: pull.headSha,
      mergeBase: base,
      ahead: 0,
      behind: 0,
      commits: [],
      files: [],
    }
  )
}
