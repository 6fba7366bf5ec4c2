import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

export type Reaction = 'eyes' | 'rocket' | 'confused'

/** Reacts to a comment; to react twice with the same is no error for GitHub. */
export async function react(
  github: GitHub,
  { owner, repo }: EstateRef,
  { commentId, reaction }: { commentId: number; reaction: Reaction },
): Promise<void> {
  await asking('react to a comment', () =>
    github.request('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
      ...{ owner, repo, comment_id: commentId, content: reaction },
    }),
  )
}
