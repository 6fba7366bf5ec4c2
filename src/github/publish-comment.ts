import type { Comment } from '../review/comment.ts'
import type { PullRef } from '../review/input.ts'
import { everyItem, type AppIdentity, type GitHub } from './octokit.ts'
import { asking } from './refusal.ts'

/**
 * One comment per marker: created once, then edited in place, and left alone when it already says the same.
 * It is ours when it begins with the marker AND the App wrote it: anybody can type a marker.
 */
export async function publishComment(
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
  { comment, app }: { comment: Comment; app: AppIdentity },
): Promise<void> {
  const comments = await asking('read the comments', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...{ owner, repo, issue_number: number, per_page: 100, page },
      }),
    ),
  )
  const own = comments.find(
    ({ body, user }) =>
      body?.startsWith(comment.marker) === true && user?.type === 'Bot' && user.login === `${app.slug}[bot]`,
  )
  const { body } = comment
  if (own === undefined) {
    if (!comment.create) return
    await asking('write its comment', () =>
      github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...{ owner, repo, issue_number: number, body },
      }),
    )
  } else if (normal(own.body) !== normal(body)) {
    await asking('update its comment', () =>
      github.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...{ owner, repo, comment_id: own.id, body },
      }),
    )
  }
}

/** GitHub may return other line ends, and no last one. */
const normal = (body: string | undefined): string => (body ?? '').replaceAll('\r\n', '\n').trim()
