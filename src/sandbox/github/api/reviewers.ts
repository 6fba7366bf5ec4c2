import { granted, isAtLeast } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { roleOf } from '../access/role.ts'
import { created, ok } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { PullIssue } from '../memory/issue.ts'
import { findAccount } from '../memory/memory.ts'
import { showLogin, showTeam } from '../show/account.ts'
import { showPull, showPullSimple } from '../show/pull.ts'
import { pullOf } from './pulls.ts'

const template = '/pulls/{pull_number}/requested_reviewers'

export const reviewerRoutes = [
  inRepository('GET', template, granted('pull_requests:read'), (call) => {
    const shown = showPullSimple(call.github, call.repository, pullOf(call))
    return ok({ users: shown.requested_reviewers, teams: shown.requested_teams })
  }),
  inRepository('POST', template, granted('pull_requests:write', 'read'), async (call) => {
    const issue = pullOf(call)
    const { people, teams } = readAsked(call, issue)
    const { pull } = issue
    const newPeople = people.filter((login) => !pull.requestedReviewers.includes(login))
    const newTeams = teams.filter((slug) => !pull.requestedTeams.includes(slug))
    pull.requestedReviewers = [...pull.requestedReviewers, ...newPeople]
    pull.requestedTeams = [...pull.requestedTeams, ...newTeams]
    await announce(call, issue, { action: 'review_requested', people: newPeople, teams: newTeams })
    return created(showPullSimple(call.github, call.repository, issue))
  }),
  inRepository('DELETE', template, granted('pull_requests:write', 'read'), async (call) => {
    const issue = pullOf(call)
    const { people, teams } = readAsked(call, issue)
    const { pull } = issue
    pull.requestedReviewers = pull.requestedReviewers.filter((login) => !people.includes(login))
    pull.requestedTeams = pull.requestedTeams.filter((slug) => !teams.includes(slug))
    await announce(call, issue, { action: 'review_request_removed', people, teams })
    return ok(showPullSimple(call.github, call.repository, issue))
  }),
]

function readAsked({ github, repository, body }: RepositoryCall, issue: PullIssue) {
  const fields = fieldsOf(body)
  const people = (fields.texts('reviewers') ?? []).map((login) => {
    const account = findAccount(github.memory, login)
    if (account?.login === issue.author)
      throw new Refusal(422, 'Review cannot be requested from pull request author.')
    if (!account || !isAtLeast(roleOf(github, repository, login), 'read')) {
      throw new Refusal(
        422,
        'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
      )
    }
    return account.login
  })
  const teams = (fields.texts('team_reviewers') ?? []).map((slug) => {
    if (!repository.teams.has(slug)) throw new Refusal(422, 'Could not resolve to a node with the team slug.')
    return slug
  })
  return { people, teams }
}

type Request = Readonly<{ action: string; people: readonly string[]; teams: readonly string[] }>

/** One event for each person and each team. */
async function announce(
  call: RepositoryCall,
  issue: PullIssue,
  { action, people, teams }: Request,
): Promise<void> {
  const { github, repository, caller } = call
  const pull_request = await showPull(github, repository, issue)
  const about = [
    ...people.map((login) => ({ requested_reviewer: showLogin(github, login) })),
    ...teams.flatMap((slug) => {
      const team = github.memory.teams.get(`${repository.owner}/${slug}`.toLowerCase())
      return team ? [{ requested_team: showTeam(github, team) }] : []
    }),
  ]
  for (const requested of about) {
    github.announce({
      event: 'pull_request',
      action,
      repository,
      sender: actorOf(caller).login,
      payload: { action, number: issue.number, pull_request, ...requested },
    })
  }
}
