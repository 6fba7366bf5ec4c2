import type { GitHub } from '../github.ts'
import { isAncestor } from '../git/compare.ts'
import { mergeTrees } from '../git/merge.ts'
import { readRef } from '../git/read.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { isAtLeast } from '../access/access.ts'
import { roleOf } from '../access/role.ts'
import { missingChecks } from './required-checks.ts'

export type Mergeability = Readonly<{
  /** null = not known yet, or no longer a question. */
  mergeable: boolean | null
  state: 'clean' | 'dirty' | 'blocked' | 'behind' | 'unstable' | 'draft' | 'unknown'
}>

export async function judgeMergeability(
  github: GitHub,
  repository: Repository,
  issue: PullIssue,
): Promise<Mergeability> {
  const { pull } = issue
  if (issue.state === 'closed') return { mergeable: null, state: 'unknown' }
  const base = await readRef(repository.folder, `refs/heads/${pull.baseRef}`)
  if (!base) return { mergeable: null, state: 'unknown' }
  const tree = await mergeTrees(repository.folder, base, pull.headSha)
  if (!tree) return { mergeable: false, state: 'dirty' }
  if (pull.draft) return { mergeable: true, state: 'draft' }
  if (whyBlocked(github, repository, issue)) return { mergeable: true, state: 'blocked' }
  const strict = repository.protections.get(pull.baseRef)?.strict ?? false
  if (strict && !(await isAncestor(repository.folder, base, pull.headSha))) {
    return { mergeable: true, state: 'behind' }
  }
  return { mergeable: true, state: isUnstable(repository, pull.headSha) ? 'unstable' : 'clean' }
}

/** Why branch protection holds a pull request back, in GitHub's words; null when it does not. */
export function whyBlocked(github: GitHub, repository: Repository, { pull }: PullIssue): string | null {
  const protection = repository.protections.get(pull.baseRef)
  if (!protection) return null
  const wanted = protection.reviews?.count ?? 0
  const latest = new Map(
    pull.reviews
      .filter(({ state }) => state === 'APPROVED' || state === 'CHANGES_REQUESTED' || state === 'DISMISSED')
      .filter(({ author }) => isAtLeast(roleOf(github, repository, author), 'write'))
      .map((review) => [review.author, review.state]),
  )
  const states = [...latest.values()]
  if (protection.reviews && states.includes('CHANGES_REQUESTED')) {
    return 'Changes have been requested by a reviewer with write access.'
  }
  if (states.filter((state) => state === 'APPROVED').length < wanted) {
    return `At least ${wanted} approving review is required by reviewers with write access.`
  }
  return missingChecks(repository, pull.baseRef, pull.headSha)
}

function isUnstable(repository: Repository, sha: string): boolean {
  return [...repository.checkRuns.values()].some(
    (run) =>
      run.headSha === sha &&
      (run.status !== 'completed' || !['success', 'neutral', 'skipped'].includes(String(run.conclusion))),
  )
}
