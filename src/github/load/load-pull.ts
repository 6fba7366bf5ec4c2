import type { Pull, PullRef } from '../../review/input.ts'
import type { GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/** Head of the pull request now: what was evaluated is published only if it is still this. */
export async function loadHead(github: GitHub, ref: PullRef): Promise<string> {
  return (await loadPull(github, ref)).headSha
}

/** Who opened it, merged or not. */
export const loadAuthor = async (github: GitHub, ref: PullRef): Promise<string> =>
  (await loadPull(github, ref)).author

export async function loadPull(github: GitHub, { estate, number }: PullRef): Promise<Pull> {
  const { owner, repo } = estate
  const { data } = await asking(`read pull request #${number}`, () =>
    github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { owner, repo, pull_number: number }),
  )
  // Null once a fork was deleted, whatever the published type says.
  const headRepository = data.head.repo as { id: number } | null
  return {
    number,
    title: data.title,
    author: data.user.login,
    draft: data.draft === true,
    ...(data.merged && { merged: true }),
    fromFork: headRepository?.id !== data.base.repo.id,
    headSha: data.head.sha,
    baseSha: data.base.sha,
    baseRef: data.base.ref,
  }
}
