import type { People, Review } from '../approvals/people.ts'
import type { Login } from '../approvals/seat.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { namedApprovers } from './named-approvers.ts'
import { everyItem, inParallel, type GitHub } from './octokit.ts'
import { asking, inWords, statusOf } from './refusal.ts'

const width = 10
const perPage = 100

/** Members and write permissions of everyone who could fill a seat or has reviewed. */
export async function loadPeople(
  github: GitHub,
  estate: EstateRef,
  { rules, reviews }: { rules: readonly EstateFile[]; reviews: readonly Review[] },
): Promise<Pick<People, 'teams' | 'writers'>> {
  const named = namedApprovers(rules)
  const teams = await loadTeams(github, named.teams)
  const reviewers = reviews.filter(({ isBot }) => !isBot).map(({ login }) => login)
  const logins = [...reviewers, ...named.logins, ...Object.values(teams).flat()]
  return { teams, writers: await loadWriters(github, estate, logins) }
}

/** Submitted reviews of a pull request, oldest first. Pending ones have no date and do not exist yet. */
export async function loadReviews(
  github: GitHub,
  { owner, repo }: EstateRef,
  number: number,
): Promise<readonly Review[]> {
  const reviews = await asking('read the reviews', () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', {
        ...{ owner, repo, pull_number: number, per_page: perPage, page },
      }),
    ),
  )
  return reviews
    .flatMap(({ user, state, commit_id, submitted_at }): Review[] =>
      user !== null && isState(state) && submitted_at !== undefined
        ? [
            {
              login: user.login,
              isBot: user.type === 'Bot',
              state,
              sha: commit_id ?? '',
              submittedAt: submitted_at,
            },
          ]
        : [],
    )
    .toSorted((a, b) => Date.parse(a.submittedAt) - Date.parse(b.submittedAt))
}

/** Members of each team (`org/team`, nested teams included); a team that GitHub does not know is absent. */
async function loadTeams(github: GitHub, names: readonly string[]): Promise<People['teams']> {
  const teams = await inParallel(names, width, async (name) => {
    const members = await loadMembers(github, name)
    return members === undefined ? [] : [[name.toLowerCase(), members] as const]
  })
  return Object.fromEntries(teams.flat())
}

async function loadMembers(github: GitHub, name: string): Promise<readonly Login[] | undefined> {
  const [org = '', team_slug = ''] = name.toLowerCase().split('/')
  try {
    const members = await everyItem((page) =>
      github.request('GET /orgs/{org}/teams/{team_slug}/members', {
        org,
        team_slug,
        per_page: perPage,
        page,
      }),
    )
    return members.map(({ login }) => login)
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw inWords(`read the members of team ${name}`, error)
  }
}

/** Those of the logins who may write to the repository now. */
async function loadWriters(
  github: GitHub,
  { owner, repo }: EstateRef,
  logins: readonly Login[],
): Promise<readonly Login[]> {
  const distinct = [...new Map(logins.map((login) => [login.toLowerCase(), login])).values()]
  const writers = await inParallel(distinct, width, async (login) => {
    const may = await mayWrite(github, { owner, repo, username: login })
    return may ? [login] : []
  })
  return writers.flat()
}

async function mayWrite(
  github: GitHub,
  person: { owner: string; repo: string; username: string },
): Promise<boolean> {
  try {
    const { data } = await github.request(
      'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      person,
    )
    // A custom role shows here as the base role that it extends.
    return data.permission === 'admin' || data.permission === 'write'
  } catch (error) {
    // An account that was deleted, or never had anything to do with the repository.
    if (statusOf(error) === 404) return false
    throw inWords(`read the permission of ${person.username}`, error)
  }
}

const isState = (state: string): state is Review['state'] =>
  state === 'APPROVED' || state === 'CHANGES_REQUESTED' || state === 'COMMENTED' || state === 'DISMISSED'
