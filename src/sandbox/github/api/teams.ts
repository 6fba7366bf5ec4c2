import { granted } from '../access/access.ts'
import { membersOf } from '../access/role.ts'
import { ok } from '../http/answer.ts'
import { paged } from '../http/page.ts'
import { notFound } from '../http/refusal.ts'
import type { Call, Route } from '../http/route.ts'
import type { Team } from '../memory/account.ts'
import { accountOf } from '../memory/memory.ts'
import { showLogin, showOrganization, showTeam } from '../show/account.ts'

const base = '/orgs/{org}/teams/{team_slug}'
const access = granted('members:read')

export const teamRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/orgs/{org}/teams',
    access,
    answer: (call) => {
      const org = call.params.org?.toLowerCase()
      const teams = [...call.github.memory.teams.values()].filter((team) => team.org.toLowerCase() === org)
      if (!maySee(call)) throw notFound()
      return paged(call, teams, (page) => page.map((team) => showTeam(call.github, team)))
    },
  },
  {
    method: 'GET',
    template: base,
    access,
    answer: (call) => {
      const team = teamOf(call)
      const organization = accountOf(call.github.memory, team.org)
      return ok({
        ...showTeam(call.github, team),
        members_count: membersOf(call.github, team).size,
        repos_count: [...call.github.memory.repositories.values()].filter(({ teams }) => teams.has(team.slug))
          .length,
        created_at: team.createdAt,
        updated_at: team.createdAt,
        organization: {
          ...showOrganization(call.github, organization),
          has_organization_projects: false,
          has_repository_projects: false,
          public_repos: 0,
          public_gists: 0,
          followers: 0,
          following: 0,
          html_url: `${call.github.webUrl}/${organization.login}`,
          created_at: organization.createdAt,
          updated_at: organization.createdAt,
          archived_at: null,
          type: 'Organization',
        },
      })
    },
  },
  {
    method: 'GET',
    template: `${base}/members`,
    access,
    answer: (call) => {
      const members = [...membersOf(call.github, teamOf(call))]
      return paged(call, members, (page) => page.map((login) => showLogin(call.github, login)))
    },
  },
  {
    method: 'GET',
    template: `${base}/memberships/{username}`,
    access,
    answer: (call) => {
      const team = teamOf(call)
      const login = call.params.username?.toLowerCase() ?? ''
      if (!membersOf(call.github, team).has(login)) throw notFound()
      const url = `${call.github.apiUrl}/organizations/${accountOf(call.github.memory, team.org).id}`
      return ok({ url: `${url}/team/${team.id}/memberships/${login}`, role: 'member', state: 'active' })
    },
  },
]

function teamOf(call: Call): Team {
  const { github, params } = call
  const team = github.memory.teams.get(`${params.org ?? ''}/${params.team_slug ?? ''}`.toLowerCase())
  if (!team || !maySee(call)) throw notFound()
  return team
}

/** Members of the organisation, and Apps installed on it. */
export function maySee({ github, caller, params }: Pick<Call, 'github' | 'caller' | 'params'>): boolean {
  const org = params.org?.toLowerCase()
  if (caller.kind === 'installation') return caller.installation.account.toLowerCase() === org
  const account = github.memory.accounts.get(org ?? '')
  return caller.kind === 'user' && (account?.members.has(caller.account.login.toLowerCase()) ?? false)
}
