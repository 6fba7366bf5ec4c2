import { actorOf } from '../access/caller.ts'
import { isAtLeast } from '../access/access.ts'
import { roleOf } from '../access/role.ts'
import { readRef } from '../git/read.ts'
import { stamp } from '../github.ts'
import { fieldsOf } from '../http/fields.ts'
import { invalid, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { PullIssue } from '../memory/issue.ts'
import { showPull } from '../show/pull.ts'
import { closePull } from './after-push.ts'
import { headCommit } from './head-of.ts'
import { updatePullRefs } from './test-merge.ts'

/** PATCH /pulls/{n}: title, body, base, open or closed; each change is announced as GitHub does. */
export async function editPull(call: RepositoryCall, issue: PullIssue): Promise<void> {
  const { github, repository, caller } = call
  const actor = actorOf(caller).login
  if (
    caller.kind === 'user' &&
    actor !== issue.author &&
    !isAtLeast(roleOf(github, repository, actor), 'triage')
  ) {
    throw new Refusal(403, 'Must have admin rights to Repository.')
  }
  const fields = fieldsOf(call.body)
  const state = fields.oneOf('state', ['open', 'closed'])
  const changes = {
    ...changed('title', issue.title, fields.optionalText('title')),
    ...changed('body', issue.body ?? '', fields.nullableText('body')),
    ...(await retarget(call, issue, fields.optionalText('base'))),
  }
  issue.title = fields.optionalText('title') ?? issue.title
  const body = fields.nullableText('body')
  if (body !== undefined) issue.body = body
  if (Object.keys(changes).length > 0) {
    issue.updatedAt = stamp(github)
    await announce(call, issue, { action: 'edited', changes })
  }
  if (state === 'closed' && issue.state === 'open') await closePull(github, repository, { issue, by: actor })
  if (state === 'open' && issue.state === 'closed') await reopen(call, issue)
}

const changed = (name: string, from: string, to: string | null | undefined) =>
  to === undefined || (to ?? '') === from ? {} : { [name]: { from } }

async function retarget({ github, repository }: RepositoryCall, issue: PullIssue, base: string | undefined) {
  const { pull } = issue
  if (base === undefined || base === pull.baseRef) return {}
  const sha = await readRef(repository.folder, `refs/heads/${base}`)
  if (!sha) throw invalid('PullRequest', 'base', { code: 'invalid' })
  const from = { ref: { from: pull.baseRef }, sha: { from: pull.baseSha } }
  pull.baseRef = base
  pull.baseSha = sha
  await updatePullRefs(repository, issue, stamp(github))
  return { base: from }
}

async function reopen(call: RepositoryCall, issue: PullIssue): Promise<void> {
  const { github, repository } = call
  const { pull } = issue
  const head = await headCommit(repository, { branch: pull.headRef, fork: pull.fork })
  if (pull.mergedAt !== null || !head)
    throw invalid('PullRequest', 'state', { message: 'state cannot be changed.' })
  issue.state = 'open'
  issue.closedAt = null
  issue.closedBy = null
  issue.updatedAt = stamp(github)
  pull.headSha = head
  pull.baseSha = (await readRef(repository.folder, `refs/heads/${pull.baseRef}`)) ?? pull.baseSha
  await updatePullRefs(repository, issue, stamp(github))
  await announce(call, issue, { action: 'reopened' })
}

async function announce(
  { github, repository, caller }: RepositoryCall,
  issue: PullIssue,
  event: Readonly<{ action: string; changes?: unknown }>,
): Promise<void> {
  const pull_request = await showPull(github, repository, issue)
  github.announce({
    event: 'pull_request',
    action: event.action,
    repository,
    sender: actorOf(caller).login,
    payload: { ...event, number: issue.number, pull_request },
  })
}
