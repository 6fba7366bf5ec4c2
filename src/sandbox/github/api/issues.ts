import { granted, isAtLeast } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { roleOf } from '../access/role.ts'
import { stamp } from '../github.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Issue } from '../memory/issue.ts'
import { isPull } from '../pulls/after-push.ts'
import { editPull } from '../pulls/edit-pull.ts'
import { newIssue } from '../pulls/new-issue.ts'
import { showIssue } from '../show/issue.ts'
import { issueOf, readLabels, reading, writing } from './issue-named.ts'
import { setLabels } from './set-labels.ts'

export const issueRoutes = [
  inRepository('GET', '/issues', granted(reading), listIssues),
  inRepository('POST', '/issues', granted('issues:write', 'read'), createIssue),
  inRepository('GET', '/issues/{issue_number}', granted(reading), (call) =>
    ok(showIssue(call.github, call.repository, issueOf(call))),
  ),
  inRepository('PATCH', '/issues/{issue_number}', granted(writing, 'read'), updateIssue),
]

function listIssues(call: RepositoryCall): Answer {
  const { github, repository, query } = call
  const state = query.get('state') ?? 'open'
  const labels = (query.get('labels') ?? '').split(',').filter(Boolean)
  const since = query.get('since')
  const creator = query.get('creator')
  const sort = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt'
  const found = [...repository.issues.values()]
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.has(label.toLowerCase())))
    .filter((issue) => !since || issue.updatedAt >= since)
    .filter((issue) => !creator || issue.author.toLowerCase() === creator.toLowerCase())
    .sort((a, b) => a[sort].localeCompare(b[sort]) || a.number - b.number)
  if (query.get('direction') !== 'asc') found.reverse()
  return paged(call, found, (page) => page.map((issue) => showIssue(github, repository, issue)))
}

async function createIssue(call: RepositoryCall): Promise<Answer> {
  const { github, repository, caller } = call
  const fields = fieldsOf(call.body)
  const title = fields.text('title')
  const issue: Issue = {
    ...newIssue(github, repository, {
      title,
      body: fields.nullableText('body') ?? null,
      author: actorOf(caller).login,
    }),
    pull: null,
  }
  repository.issues.set(issue.number, issue)
  // GitHub ignores the labels of people who may only read.
  if (mayTriage(call)) await setLabels(call, issue, readLabels(fields.raw('labels')) ?? [])
  announce(call, issue, { action: 'opened' })
  return created(showIssue(github, repository, issue))
}

async function updateIssue(call: RepositoryCall): Promise<Answer> {
  const { github, repository } = call
  const issue = issueOf(call)
  if (isPull(issue)) await editPull(call, issue)
  else editIssue(call, issue)
  const labels = readLabels(fieldsOf(call.body).raw('labels'))
  if (labels) {
    if (!mayTriage(call)) throw new Refusal(403, 'Must have admin rights to Repository.')
    await setLabels(call, issue, labels)
  }
  return ok(showIssue(github, repository, issue))
}

function editIssue(call: RepositoryCall, issue: Issue): void {
  const { github, caller } = call
  const fields = fieldsOf(call.body)
  const actor = actorOf(caller).login
  if (actor !== issue.author && !mayTriage(call))
    throw new Refusal(403, 'Must have admin rights to Repository.')
  const title = fields.optionalText('title') ?? issue.title
  const text = fields.nullableText('body')
  const body = text === undefined ? issue.body : text
  const changes = {
    ...(title !== issue.title && { title: { from: issue.title } }),
    ...(body !== issue.body && { body: { from: issue.body ?? '' } }),
  }
  issue.title = title
  issue.body = body
  issue.updatedAt = stamp(github)
  if (Object.keys(changes).length > 0) announce(call, issue, { action: 'edited', changes })
  const state = fields.oneOf('state', ['open', 'closed']) ?? issue.state
  if (state === issue.state) return
  issue.state = state
  issue.closedAt = state === 'closed' ? stamp(github) : null
  issue.closedBy = state === 'closed' ? actor : null
  const reason = fields.oneOf('state_reason', ['completed', 'not_planned', 'duplicate'] as const)
  issue.stateReason = state === 'open' ? 'reopened' : (reason ?? 'completed')
  announce(call, issue, { action: state === 'closed' ? 'closed' : 'reopened' })
}

function mayTriage({ github, repository, caller }: RepositoryCall): boolean {
  return (
    caller.kind === 'installation' || isAtLeast(roleOf(github, repository, actorOf(caller).login), 'triage')
  )
}

function announce(
  { github, repository, caller }: RepositoryCall,
  issue: Issue,
  event: Readonly<{ action: string; changes?: unknown }>,
): void {
  const payload = { ...event, issue: showIssue(github, repository, issue) }
  github.announce({
    event: 'issues',
    action: event.action,
    repository,
    sender: actorOf(caller).login,
    payload,
  })
}
