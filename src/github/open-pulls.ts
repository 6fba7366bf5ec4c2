import type { EstateRef } from '../tenant/estate-ref.ts'
import { everyItem, type GitHub } from './octokit.ts'
import { asking } from './refusal.ts'

/** Numbers of the open pull requests into a branch. */
export async function loadOpenPulls(
  github: GitHub,
  { owner, repo }: EstateRef,
  base: string,
): Promise<readonly number[]> {
  const pulls = await asking('list the open pull requests', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/pulls', {
        ...{ owner, repo, base, state: 'open' as const, per_page: 100, page },
      }),
    ),
  )
  return pulls.map(({ number }) => number)
}
