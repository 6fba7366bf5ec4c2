import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { findCommit } from '../git/read.ts'
import { stamp, type GitHub } from '../github.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { CommitStatus } from '../memory/check.ts'
import type { Repository } from '../memory/repository.ts'
import { showLogin } from '../show/account.ts'
import { apiOf, nodeId } from '../show/links.ts'
import { showMinimalRepository } from '../show/repository.ts'
import { commitNamed } from './at-commit.ts'

export const statusRoutes = [
  inRepository('POST', '/statuses/{sha}', granted('statuses:write'), createStatus),
  inRepository('GET', '/commits/{ref}/statuses', granted('statuses:read'), async (call) => {
    const found = await statusesAt(call)
    return paged(call, found, (page) =>
      page.map((status) => showStatus(call.github, call.repository, status)),
    )
  }),
  inRepository('GET', '/commits/{ref}/status', granted('statuses:read'), combine),
]

async function createStatus(call: RepositoryCall): Promise<Answer> {
  const { github, repository, caller, params } = call
  const sha = params.sha ?? ''
  if (!(await findCommit(repository.folder, sha))) throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const fields = fieldsOf(call.body)
  const state = fields.oneOf('state', ['error', 'failure', 'pending', 'success'])
  if (!state) throw new Refusal(422, `Invalid request.\n\n"state" wasn't supplied.`)
  const status: CommitStatus = {
    id: github.nextId(),
    sha,
    state,
    context: fields.optionalText('context') ?? 'default',
    description: fields.nullableText('description') ?? null,
    targetUrl: fields.nullableText('target_url') ?? null,
    creator: actorOf(caller).login,
    createdAt: stamp(github),
  }
  repository.statuses.push(status)
  return created(showStatus(github, repository, status))
}

/** Newest first. */
async function statusesAt(call: RepositoryCall): Promise<CommitStatus[]> {
  const sha = await commitNamed(call, call.params.ref ?? '')
  return call.repository.statuses.filter((status) => status.sha === sha).reverse()
}

async function combine(call: RepositoryCall): Promise<Answer> {
  const { github, repository } = call
  const sha = await commitNamed(call, call.params.ref ?? '')
  const all = await statusesAt(call)
  const latest = all.filter(
    (status, index) => all.findIndex(({ context }) => context === status.context) === index,
  )
  const states = latest.map(({ state }) => state)
  const bad = states.includes('failure') || states.includes('error')
  const state = bad ? 'failure' : states.length === 0 || states.includes('pending') ? 'pending' : 'success'
  const commit = `${apiOf(github, repository)}/commits/${sha}`
  return ok({
    state,
    statuses: latest.map((status) => {
      const { creator: _creator, ...shown } = showStatus(github, repository, status)
      return shown
    }),
    sha,
    total_count: latest.length,
    repository: showMinimalRepository(github, repository),
    commit_url: commit,
    url: `${commit}/status`,
  })
}

function showStatus(github: GitHub, repository: Repository, status: CommitStatus) {
  const creator = showLogin(github, status.creator)
  return {
    url: `${apiOf(github, repository)}/statuses/${status.sha}`,
    avatar_url: creator.avatar_url,
    id: status.id,
    node_id: nodeId('StatusContext', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator,
  }
}
