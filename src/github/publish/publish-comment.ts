import type { Comment } from '../../review/comment/comment.ts'
import type { PullRef } from '../../review/input.ts'
import type { Wishes } from '../limits/limits.ts'
import type { KnownComments } from '../memory.ts'
import { everyItem, type AppIdentity, type GitHub } from '../octokit.ts'
import { asking, inWords, statusOf } from '../limits/refusal.ts'

type Say = Readonly<{
  comment: Comment
  app: AppIdentity
  known?: KnownComments
  /** How urgent it is to say, and how long it may wait for GitHub's limits. */
  wishes?: Wishes
}>

/** What is there of a comment before it is written. */
export type Found = Readonly<{
  /** Undefined: not said yet. `body`: undefined = something else. */
  own: Readonly<{ id: number; body: string | undefined; recalled: boolean }> | undefined
  /** Of any comment of the App's, later ones of the same marker. */
  twins: readonly number[]
}>

/**
 * One comment per marker: created once, then edited in place, and left alone when it already says the same.
 * It is ours when it begins with the marker AND the App wrote it: anybody can type a marker.
 */
export async function publishComment(github: GitHub, ref: PullRef, say: Say): Promise<void> {
  await writeComment(github, ref, { ...say, found: await findComment(github, ref, say) })
}

/**
 * The remembered one, if it is to be edited anyway; else GitHub's list decides, since another process may have
 * written since and people with write access may have edited it.
 */
export async function findComment(
  github: GitHub,
  ref: PullRef,
  { comment, app, known }: Say,
): Promise<Found> {
  const recalled = known?.get(keyOf(ref, comment))
  if (recalled !== undefined && !isSameText(recalled.body, comment.body))
    return { own: { id: recalled.id, body: undefined, recalled: true }, twins: [] }
  const comments = await asking('read the comments', () => loadComments(github, ref))
  const own = comments.find((one) => isOwn(one, { ...comment, app }))
  return {
    own: own && { id: own.id, body: own.body, recalled: false },
    twins: twinsIn(comments, app).map(({ id }) => id),
  }
}

export async function writeComment(
  github: GitHub,
  ref: PullRef,
  { found: { own, twins }, ...say }: Say & Readonly<{ found: Found }>,
): Promise<void> {
  const { comment, known, wishes = {} } = say
  const { owner, repo } = ref.estate
  const { body } = comment
  const key = keyOf(ref, comment)
  await takeAway(github, ref, twins)
  if (own === undefined) {
    if (!comment.create) return
    const { data } = await asking('write its comment', () =>
      github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
        ...{ owner, repo, issue_number: ref.number, body },
        request: wishes,
      }),
    )
    known?.set(key, { id: Number(data.id), body })
    return
  }
  if (own.body === undefined || !isSameText(own.body, body)) {
    try {
      await github.request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
        ...{ owner, repo, comment_id: own.id, body },
        request: wishes,
      })
    } catch (error) {
      if (!own.recalled || !isGone(error)) throw inWords('update its comment', error)
      // Somebody deleted what this process remembers.
      known?.delete(key)
      await publishComment(github, ref, say)
      return
    }
  }
  known?.set(key, { id: own.id, body })
}

/** Takes away what is there twice: on a pull request of which nobody speaks any more. */
export async function tidyComments(github: GitHub, ref: PullRef, app: AppIdentity): Promise<void> {
  const comments = await loadComments(github, ref).catch((error: unknown) => {
    // With its repository, say.
    if (isGone(error)) return []
    throw inWords('read the comments', error)
  })
  await takeAway(
    github,
    ref,
    twinsIn(comments, app).map(({ id }) => id),
  )
}

async function takeAway(github: GitHub, { estate }: PullRef, comments: readonly number[]): Promise<void> {
  const { owner, repo } = estate
  for (const id of comments) {
    await github
      .request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', { owner, repo, comment_id: id })
      .catch((error: unknown) => {
        if (!isGone(error)) throw inWords('take away a comment that says the same twice', error)
      })
  }
}

async function loadComments(
  github: GitHub,
  { estate: { owner, repo }, number }: PullRef,
): Promise<readonly (Written & Readonly<{ id: number }>)[]> {
  const comments = await everyItem((page) =>
    github.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...{ owner, repo, issue_number: number, per_page: 100, page },
    }),
  )
  return comments.map(({ id, body, user }) => ({
    id: Number(id),
    body: body ?? '',
    login: user?.login ?? '',
    isBot: user?.type === 'Bot',
  }))
}

/**
 * GitHub takes a comment twice: a process that ended while it wrote one cannot tell, and neither can who does its work
 * again. The first is the one that everybody edits.
 */
function twinsIn<One extends Written>(comments: readonly One[], app: AppIdentity): readonly One[] {
  const seen = new Set<string>()
  return comments.filter((one) => {
    const [marker] = /^<!-- landlord:[^\n]*? -->/.exec(one.body) ?? []
    if (marker === undefined || !isOwn(one, { marker, app })) return false
    const isLater = seen.has(marker)
    seen.add(marker)
    return isLater
  })
}

type Written = Readonly<{ body: string; login: string; isBot: boolean }>

/** The App's own of that marker: anybody can type a marker. */
export const isOwn = (
  { body, login, isBot }: Written,
  { marker, app }: Pick<Comment, 'marker'> & Readonly<{ app: AppIdentity }>,
): boolean => body.startsWith(marker) && isBot && login === `${app.slug}[bot]`

/** Somebody who saw none has written another one; the REST API takes it away. */
export const isTwice = (comments: readonly Written[], app: AppIdentity): boolean =>
  twinsIn(comments, app).length > 0

/** It is written anew by who does not remember it. */
export const forget = (known: KnownComments, ref: PullRef, comment: Comment): void =>
  known.delete(keyOf(ref, comment))

const isGone = (error: unknown): boolean => [404, 410, 422].includes(statusOf(error) ?? 0)

const keyOf = ({ estate, number }: PullRef, { marker }: Comment): string =>
  `${estate.owner}/${estate.repo}#${number} ${marker}`.toLowerCase()

export const isSameText = (one: string, other: string): boolean => normal(one) === normal(other)

/** GitHub may return other line ends, and no last one. */
const normal = (body: string): string => body.replaceAll('\r\n', '\n').trim()
