import type { EstateRef } from '../../tenant/estate-ref.ts'
import { asking } from '../limits/refusal.ts'
import type { GitHub } from '../octokit.ts'

/**
 * The commit where the base branch stood at a moment (ISO 8601): its first parents are followed, since the date of a
 * commit that a merge brought in is its writer's to choose. Undefined where the branch began later, or so much has
 * happened since that nobody can tell: then everything counts as new.
 */
export async function loadCommitAt(
  github: GitHub,
  { owner, repo }: EstateRef,
  { tip, since }: Readonly<{ tip: string; since: string }>,
): Promise<string | undefined> {
  const firstParents = new Map<string, string | undefined>()
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await asking('read the history of the base branch', () =>
      github.request('GET /repos/{owner}/{repo}/commits', {
        ...{ owner, repo, sha: tip, since, per_page: perPage, page },
      }),
    )
    for (const { sha, parents } of data) firstParents.set(sha, parents[0]?.sha)
    if (data.length < perPage) return endOf(firstParents, tip)
  }
  return undefined
}

const perPage = 100
const mostPages = 10

/** The first commit that is older than all of these. */
function endOf(firstParents: ReadonlyMap<string, string | undefined>, tip: string): string | undefined {
  let at: string | undefined = tip
  while (at !== undefined && firstParents.has(at)) at = firstParents.get(at)
  return at
}
