import { Refusal } from '../http/refusal.ts'
import type { Call } from '../http/route.ts'
import { idIn } from './node.ts'
import { showPull } from './show-pull.ts'
import { issueWith, repositoryOf, throughRest } from './through-rest.ts'

type Asked = Readonly<{
  pullRequestId: string
  userIds?: readonly string[]
  teamIds?: readonly string[]
  union?: boolean
}>

/** Asks for reviews; `union` keeps those who were asked before, else they are asked no more. */
export async function requestReviews({ input }: Readonly<{ input: Asked }>, call: Call) {
  const pull = idIn('PullRequest', input.pullRequestId)
  const repository = repositoryOf(call, (one) => issueWith(one, pull) !== undefined)
  const issue = issueWith(repository, pull)
  if (issue === undefined) throw new Refusal(404, 'Could not resolve to a node with that global id.')
  const { accounts, teams } = call.github.memory
  const asked = {
    reviewers: (input.userIds ?? []).map((id) => named(id, 'User', [...accounts.values()]).login),
    team_reviewers: (input.teamIds ?? []).map((id) => named(id, 'Team', [...teams.values()]).slug),
  }
  const before = issue.pull
  const others = {
    reviewers: before.requestedReviewers.filter((login) => !asked.reviewers.includes(login)),
    team_reviewers: before.requestedTeams.filter((slug) => !asked.team_reviewers.includes(slug)),
  }
  const send = (method: 'POST' | 'DELETE', body: object) =>
    throughRest(call, repository, {
      ...{ method, template: '/pulls/{pull_number}/requested_reviewers', body },
      params: { pull_number: String(issue.number) },
    })
  await send('POST', asked)
  if (input.union !== true) await send('DELETE', others)
  return { pullRequest: showPull(call, repository, issue) }
}

function named<One extends Readonly<{ id: number }>>(node: string, kind: string, all: readonly One[]): One {
  const id = idIn(kind, node)
  const found = all.find((one) => String(one.id) === id)
  if (found) return found
  throw new Refusal(404, `Could not resolve to a node with the global id of '${node}'`)
}
