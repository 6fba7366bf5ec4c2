import { granted, isAtLeast } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { roleOf } from '../access/role.ts'
import { stamp } from '../github.ts'
import { created, noContent, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { invalid, notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Comment } from '../memory/issue.ts'
import { showComment, showIssue } from '../show/issue.ts'
import { issueOf, reading, writing } from './issue-named.ts'

const one = '/issues/comments/{comment_id}'

export const commentRoutes = [
  inRepository('GET', '/issues/{issue_number}/comments', granted(reading), (call) => {
    const since = call.query.get('since')
    const found = issueOf(call).comments.filter((comment) => !since || comment.updatedAt >= since)
    return paged(call, found, (page) =>
      page.map((comment) => showComment(call.github, call.repository, comment)),
    )
  }),
  inRepository('POST', '/issues/{issue_number}/comments', granted(writing, 'read'), createComment),
  inRepository('GET', one, granted(reading), (call) =>
    ok(showComment(call.github, call.repository, commentOf(call))),
  ),
  inRepository('PATCH', one, granted(writing, 'read'), (call) => {
    const comment = commentOf(call)
    refuseStrangers(call, comment)
    const body = readBody(call)
    const from = comment.body
    comment.body = body
    comment.updatedAt = stamp(call.github)
    if (from !== body) announce(call, comment, { action: 'edited', changes: { body: { from } } })
    return ok(showComment(call.github, call.repository, comment))
  }),
  inRepository('DELETE', one, granted(writing, 'read'), (call) => {
    const comment = commentOf(call)
    refuseStrangers(call, comment)
    announce(call, comment, { action: 'deleted' })
    call.repository.comments.delete(comment.id)
    const list = call.repository.issues.get(comment.issue)?.comments
    list?.splice(list.indexOf(comment), 1)
    return noContent
  }),
]

function createComment(call: RepositoryCall): Answer {
  const { github, repository, caller } = call
  const issue = issueOf(call)
  const at = stamp(github)
  const comment: Comment = {
    id: github.nextId(),
    issue: issue.number,
    author: actorOf(caller).login,
    body: readBody(call),
    createdAt: at,
    updatedAt: at,
    appId: caller.kind === 'installation' ? caller.app.id : null,
    reactions: [],
  }
  issue.comments.push(comment)
  issue.updatedAt = at
  repository.comments.set(comment.id, comment)
  announce(call, comment, { action: 'created' })
  return created(showComment(github, repository, comment))
}

export function commentOf({ repository, params }: RepositoryCall): Comment {
  const comment = repository.comments.get(Number(params.comment_id))
  if (!comment) throw notFound()
  return comment
}

const longest = 65_536

function readBody(call: RepositoryCall): string {
  const body = fieldsOf(call.body).text('body')
  if (body.trim() === '') throw invalid('IssueComment', 'body', { message: 'body cannot be blank' })
  if (body.length > longest) {
    throw invalid('IssueComment', 'body', { message: `body is too long (maximum is ${longest} characters)` })
  }
  return body
}

/** Its author and people with write access may change a comment; an App only its own. */
function refuseStrangers({ github, repository, caller }: RepositoryCall, comment: Comment): void {
  const actor = actorOf(caller).login
  if (actor === comment.author) return
  if (caller.kind === 'user' && isAtLeast(roleOf(github, repository, actor), 'write')) return
  throw new Refusal(
    403,
    caller.kind === 'user'
      ? 'Must have admin rights to Repository.'
      : 'Resource not accessible by integration',
  )
}

function announce(
  { github, repository, caller }: RepositoryCall,
  comment: Comment,
  event: Readonly<{ action: 'created' | 'edited' | 'deleted'; changes?: unknown }>,
): void {
  const issue = repository.issues.get(comment.issue)
  if (!issue) return
  github.announce({
    event: 'issue_comment',
    action: event.action,
    repository,
    sender: actorOf(caller).login,
    payload: {
      ...event,
      issue: showIssue(github, repository, issue),
      comment: showComment(github, repository, comment),
    },
  })
}
