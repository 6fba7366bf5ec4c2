import type { EstateRef } from '../../tenant/estate-ref.ts'
import { everyItem, type GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

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

/** How each open pull request stands: its head, and when anything about it last changed. */
export async function loadPullsSeen(
  github: GitHub,
  { owner, repo }: EstateRef,
): Promise<readonly Readonly<{ number: number; headSha: string; updatedAt: string }>[]> {
  const pulls = await asking('list the open pull requests', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/pulls', {
        ...{ owner, repo, state: 'open' as const, per_page: 100, page },
      }),
    ),
  )
  return pulls.map(({ number, head, updated_at: updatedAt }) => ({ number, headSha: head.sha, updatedAt }))
}

/** Open pull requests of the repository's own branches. */
export async function loadOwnPulls(
  github: GitHub,
  { owner, repo }: EstateRef,
): Promise<readonly Readonly<{ number: number; branch: string }>[]> {
  const pulls = await asking('list the open pull requests', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/pulls', {
        ...{ owner, repo, state: 'open' as const, per_page: 100, page },
      }),
    ),
  )
  return pulls
    .filter(({ head, base }) => (head.repo as { id: number } | null)?.id === base.repo.id)
    .map(({ number, head }) => ({ number, branch: head.ref }))
}

/** Whether a branch of the repository ever had a pull request, whatever became of it. */
export async function wasEverOpened(
  github: GitHub,
  { owner, repo }: EstateRef,
  branch: string,
): Promise<boolean> {
  const { data } = await asking('look for a pull request', () =>
    github.request('GET /repos/{owner}/{repo}/pulls', {
      ...{ owner, repo, head: `${owner}:${branch}`, state: 'all' as const, per_page: 100 },
    }),
  )
  return data.some(({ head }) => head.ref === branch)
}
