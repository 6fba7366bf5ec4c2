import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { PullIssue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'
import { isPull } from '../pulls/after-push.ts'
import { comparePull } from '../pulls/compare-pull.ts'
import { editPull } from '../pulls/edit-pull.ts'
import { judgeMergeability } from '../pulls/mergeability.ts'
import { readHead } from '../pulls/head-of.ts'
import { openPull } from '../pulls/open-pull.ts'
import { showCommit } from '../show/commit.ts'
import { showFile } from '../show/file.ts'
import { showPull, showPullSimple } from '../show/pull.ts'

export const pullRoutes = [
  inRepository('GET', '/pulls', granted('pull_requests:read'), listPulls),
  inRepository('POST', '/pulls', granted('pull_requests:write', 'read'), async (call) => {
    const issue = await openPull(call.github, call.repository, {
      fields: fieldsOf(call.body),
      actor: actorOf(call.caller),
    })
    return created(await show(call, issue))
  }),
  inRepository('GET', '/pulls/{pull_number}', granted('pull_requests:read'), async (call) =>
    ok(await show(call, pullOf(call))),
  ),
  inRepository('PATCH', '/pulls/{pull_number}', granted('pull_requests:write', 'read'), async (call) => {
    const issue = pullOf(call)
    await editPull(call, issue)
    return ok(await show(call, issue))
  }),
  inRepository('GET', '/pulls/{pull_number}/files', granted('pull_requests:read'), async (call) => {
    const { files } = await comparePull(call.repository, pullOf(call))
    // GitHub never lists more than 3 000 files of a pull request, and does not say so.
    return paged(call, files.slice(0, 3000), (page) =>
      page.map((file) => showFile(call.github, call.repository, { file, sha: pullOf(call).pull.headSha })),
    )
  }),
  inRepository('GET', '/pulls/{pull_number}/commits', granted('pull_requests:read'), async (call) => {
    const { commits } = await comparePull(call.repository, pullOf(call))
    // … nor more than 250 of its commits.
    return paged(call, commits.slice(0, 250), (page) =>
      page.map((commit) => showCommit(call.github, call.repository, commit)),
    )
  }),
]

/** The pull request that a path names. */
export function pullOf({ repository, params }: RepositoryCall): PullIssue {
  const issue = repository.issues.get(Number(params.pull_number))
  if (!issue || !isPull(issue)) throw notFound()
  return issue
}

async function show({ github, repository }: RepositoryCall, issue: PullIssue) {
  return showPull(github, repository, issue, await judgeMergeability(github, repository, issue))
}

function listPulls(call: RepositoryCall): Answer {
  const { github, repository, query } = call
  const state = query.get('state') ?? 'open'
  if (!['open', 'closed', 'all'].includes(state)) throw new Refusal(422, 'Validation Failed')
  const named = query.get('head')
  const head = named === null ? undefined : readHead(github, repository, named)
  const base = query.get('base')
  const sort = query.get('sort') ?? 'created'
  const ascending = query.get('direction') === 'asc'
  const found = pullsOf(repository)
    .filter((issue) => state === 'all' || issue.state === state)
    .filter(({ pull }) => named === null || (pull.headRef === head?.branch && pull.fork === head.fork))
    .filter(({ pull }) => !base || pull.baseRef === base)
    .sort((a, b) => (sort === 'updated' ? a.updatedAt.localeCompare(b.updatedAt) : 0) || a.number - b.number)
  if (!ascending) found.reverse()
  return paged(call, found, (page) => page.map((issue) => showPullSimple(github, repository, issue)))
}

const pullsOf = (repository: Repository): PullIssue[] => [...repository.issues.values()].filter(isPull)
