import type { GitHub } from '../github.ts'
import { accountOf, findAccount } from '../memory/memory.ts'
import type { Account, Team } from '../memory/account.ts'
import { nodeId } from './links.ts'

/** `simple-user`, as it stands inside nearly every answer. */
export function showAccount(github: GitHub, account: Account) {
  const url = `${github.apiUrl}/users/${encodeURIComponent(account.login)}`
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `${github.webUrl}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${github.webUrl}/${encodeURIComponent(account.login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    site_admin: false,
  }
}

export const showLogin = (github: GitHub, login: string) =>
  showAccount(github, accountOf(github.memory, login))

/** null for someone who is gone, or for nobody. */
export function showOptional(github: GitHub, login: string | null) {
  const account = login === null ? undefined : findAccount(github.memory, login)
  return account ? showAccount(github, account) : null
}

/** `public-user`, of GET /users/{username} and GET /user. */
export function showProfile(github: GitHub, account: Account) {
  return {
    ...showAccount(github, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  }
}

/** The organisation as webhooks carry it. */
export function showOrganization(github: GitHub, account: Account) {
  const url = `${github.apiUrl}/orgs/${account.login}`
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('Organization', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${github.webUrl}/avatars/u/${account.id}`,
    description: account.name,
  }
}

export function showTeam(github: GitHub, team: Team) {
  const parent =
    team.parent === null ? undefined : github.memory.teams.get(`${team.org}/${team.parent}`.toLowerCase())
  return { ...showTeamAlone(github, team), parent: parent ? showTeamAlone(github, parent) : null }
}

function showTeamAlone(github: GitHub, team: Team) {
  const organization = accountOf(github.memory, team.org)
  const url = `${github.apiUrl}/organizations/${organization.id}/team/${team.id}`
  return {
    id: team.id,
    node_id: nodeId('Team', team.id),
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    type: 'organization',
    url,
    html_url: `${github.webUrl}/orgs/${team.org}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
  }
}
