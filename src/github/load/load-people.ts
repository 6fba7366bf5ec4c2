import { couldBeFilled } from '../../approvals/could-be-filled.ts'
import { fold } from '../../approvals/eligible.ts'
import { lastOpinions } from '../../approvals/opinions.ts'
import type { People, Review } from '../../approvals/people.ts'
import type { Login } from '../../approvals/seat.ts'
import type { AskedSeats } from '../../review/asking/asked-seats.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { Memory } from '../memory.ts'
import { isState } from './review-state.ts'
import type { Snapshot } from './snapshot.ts'
import { everyItem, inParallel, type GitHub } from '../octokit.ts'
import { asking, inWords, statusOf } from '../limits/refusal.ts'

const width = 10
const perPage = 100

/** Whom to know about, and how freshly. */
export type Asked = AskedSeats & Readonly<{ reviews: readonly Review[]; authors: readonly Login[] }>

/** What this very review's first call told of people already. */
export type Told = Pick<Snapshot, 'teams' | 'writers'>

/**
 * Members of the teams that the open seats name, and who of all these people and the reviewers may write. Read anew
 * where enough people approve for the gate to turn green, else perhaps a minute old.
 */
export async function loadPeople(
  github: GitHub,
  estate: EstateRef,
  {
    asked,
    memory,
    told,
  }: { asked: Asked; memory: Pick<Memory, 'people' | 'asked'>; told?: Told | undefined },
): Promise<Pick<People, 'teams' | 'writers'>> {
  const { people } = memory
  const known = couldBeFilled(asked.seats, asked) ? people.renew : people.recall
  const knownOr = (
    key: string,
    answer: readonly Login[] | null | undefined,
    load: () => Promise<readonly Login[] | undefined>,
  ) =>
    answer === undefined ? known(key, load) : people.renew(key, () => Promise.resolve(answer ?? undefined))
  const repository = `${estate.owner}/${estate.repo}`
  const named = namedIn([...asked.seats.flatMap(({ approvers }) => approvers), ...asked.named])
  const sure = without(asked.authors, [...reviewersIn(asked.reviews), ...named.logins])
  const many = named.teams.length > 0 || sure.length > 1
  memory.asked.add(repository, named.teams)
  const [teams, listed] = await Promise.all([
    loadTeams(named.teams, (name) =>
      knownOr(`${estate.installation} ${name}`, told?.teams.get(name), () => loadMembers(github, name)),
    ),
    // One list answers for most people; those it does not hold are asked about one by one.
    many || told?.writers
      ? knownOr(`writers ${repository}`, told?.writers, () => loadWriters(github, estate))
      : [],
  ])
  const candidates = without(asked.authors, [...sure, ...Object.values(teams).flat()])
  const inList = new Set((listed ?? []).map(fold))
  const writers = await inParallel(candidates, width, async (login) => {
    const may = inList.has(fold(login)) || (await mayWrite(github, estate, login))
    return may ? [login] : []
  })
  return { teams, writers: writers.flat() }
}

/** Teams as `org/team` and people, lower case: all that anything depends on besides reviewers. */
function namedIn(approvers: readonly string[]) {
  const owners = new Set(approvers.map(fold))
  const names = [...owners].sort().flatMap((owner) => (/^@[^@]/.test(owner) ? [owner.slice(1)] : []))
  return {
    teams: names.filter((name) => name.split('/').length === 2),
    logins: names.filter((name) => !name.includes('/')),
  }
}

/** Bots and dismissed reviews count for nothing, whatever their writers may. */
const reviewersIn = (reviews: readonly Review[]): readonly Login[] =>
  lastOpinions(reviews).flatMap(({ login, isBot, state }) => (isBot || state === 'DISMISSED' ? [] : [login]))

/** Each person once. Who wrote the change counts for nothing in it, so nobody has to know what they may. */
function without(authors: readonly Login[], logins: readonly Login[]): readonly Login[] {
  const written = new Set(authors.map(fold))
  const once = new Map(logins.map((login) => [fold(login), login]))
  return [...once].flatMap(([folded, login]) => (written.has(folded) ? [] : [login]))
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

/** By `org/team`, nested teams included; a team that GitHub does not know is absent. */
async function loadTeams(
  names: readonly string[],
  membersOf: (name: string) => Promise<readonly Login[] | undefined>,
): Promise<People['teams']> {
  const teams = await inParallel(names, width, async (name) => {
    const members = await membersOf(name)
    return members === undefined ? [] : [[name, members] as const]
  })
  return Object.fromEntries(teams.flat())
}

async function loadMembers(github: GitHub, name: string): Promise<readonly Login[] | undefined> {
  const [org = '', team_slug = ''] = name.split('/')
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

/** A hundred of those who may write now, so that most estates need one request and no estate a long list. */
async function loadWriters(github: GitHub, { owner, repo }: EstateRef): Promise<readonly Login[]> {
  const { data } = await asking('list who may write', () =>
    github.request('GET /repos/{owner}/{repo}/collaborators', {
      ...{ owner, repo, permission: 'push', per_page: perPage },
    }),
  )
  return data.flatMap(({ login, permissions }) => (permissions?.push === true ? [login] : []))
}

async function mayWrite(github: GitHub, { owner, repo }: EstateRef, username: Login): Promise<boolean> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
      ...{ owner, repo, username },
    })
    // A custom role shows here as the base role that it extends.
    return data.permission === 'admin' || data.permission === 'write'
  } catch (error) {
    // An account that was deleted, or never had anything to do with the repository.
    if (statusOf(error) === 404) return false
    throw inWords(`read the permission of ${username}`, error)
  }
}
