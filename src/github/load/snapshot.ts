import type { Review } from '../../approvals/people.ts'
import type { Login } from '../../approvals/seat.ts'
import type { Pull } from '../../review/input.ts'
import { writersIn, type Comparison } from './load-comparison.ts'
import { isState } from './review-state.ts'
import { parseAskable, parseRequested, whole, type Askable } from './snapshot-people.ts'
import type { Actor, CommitNode, PullNode, RunNode, SnapshotAnswer } from './snapshot-query.ts'

/** What one query told of a pull request. Undefined = it did not tell whole: the REST API does. */
export type Snapshot = Readonly<{
  /** GraphQL's ids, for writing. */
  ids: Readonly<{ repository: string; pull: string; askable: Askable }>
  pull: Pull
  /** Tip of the base branch; undefined when it was deleted. */
  baseTip: string | undefined
  comparison: Comparison | undefined
  reviews: readonly Review[] | undefined
  /** By `org/team`; `null` = there is no such team. A team that was not asked for, or has too many members, is absent. */
  teams: ReadonlyMap<string, readonly Login[] | null>
  writers: readonly Login[] | undefined
  /** The newest check run of that name on the head, by App (slug). */
  runs: ReadonlyMap<string, RunNode> | undefined
  comments: readonly Readonly<{ id: string; body: string; login: Login; isBot: boolean }>[] | undefined
  /** Whose review is asked for: logins, and teams as `org/team`. */
  requested: readonly string[] | undefined
}>

/** Reads an answer. `teams`: which were asked for, in order; `failed`: paths that GitHub could not answer. */
export function parseSnapshot(
  answer: SnapshotAnswer,
  {
    number,
    teams,
    failed,
  }: Readonly<{ number: number; teams: readonly string[]; failed: readonly string[] }>,
): Snapshot | undefined {
  const { repository } = answer
  const pull = repository?.pullRequest
  // Of a pull request nothing may be missing; of people REST can be asked.
  const isSide = (path: string): boolean => /^(writers|team\d+)\b/.test(path)
  if (!pull || !failed.every(isSide)) return undefined
  const known = parsePull(pull, number)
  if (known === undefined) return undefined
  const isWhole = (name: string): boolean => !failed.some((path) => path.split('.')[0] === name)
  return {
    ids: { repository: repository.id, pull: pull.id, askable: parseAskable(answer, teams) },
    pull: known,
    baseTip: pull.baseRef?.target?.oid,
    comparison: parseComparison(pull),
    reviews: parseReviews(pull.reviews),
    teams: new Map(
      teams.flatMap((name, index): [string, readonly Login[] | null][] => {
        const asked = answer[`team${index}`]
        if (!isWhole(`team${index}`) || !asked) return []
        if (asked.team === null) return [[name, null]]
        const members = whole(asked.team.members)
        return members === undefined ? [] : [[name, members.map(({ login }) => login)]]
      }),
    ),
    writers: isWhole('writers') ? parseWriters(answer.writers) : undefined,
    runs: parseRuns(pull),
    comments: parseComments(pull.comments),
    requested: parseRequested(pull.reviewRequests),
  }
}

function parsePull(pull: PullNode, number: number): Pull | undefined {
  const author = loginOf(pull.author)
  if (author === undefined) return undefined
  return {
    number,
    title: pull.title,
    author,
    draft: pull.isDraft,
    ...(pull.merged && { merged: true }),
    fromFork: pull.isCrossRepository || pull.headRepository === null,
    headSha: pull.headRefOid,
    baseSha: pull.baseRefOid,
    baseRef: pull.baseRefName,
  }
}

/**
 * The commits of a pull request are those that its head has and the base branch had when the head was pushed. Has the
 * base branch moved since, or is a list cut, or an account unknown (GraphQL tells of no bots), REST compares.
 * Where exactly one commit leads out of them, that is the merge base: all other common ancestors lie behind it.
 */
function parseComparison({ baseRef, baseRefOid, headRefOid, commits }: PullNode): Comparison | undefined {
  const nodes = whole(commits)?.map(({ commit }) => commit)
  if (nodes === undefined || baseRef?.target?.oid !== baseRefOid) return undefined
  const head = nodes.find(({ oid }) => oid === headRefOid)
  const inside = new Set(nodes.map(({ oid }) => oid))
  const parents = nodes.flatMap((commit) => whole(commit.parents) ?? [{ oid: '' }])
  const [mergeBaseSha, ...others] = new Set(parents.flatMap(({ oid }) => (inside.has(oid) ? [] : [oid])))
  if (head === undefined || !mergeBaseSha || others.length > 0) return undefined
  const { authors, unknownAuthors } = writersIn(nodes.map(asRest))
  if (unknownAuthors.length > 0) return undefined
  return { baseSha: baseRefOid, mergeBaseSha, headDate: head.committedDate, authors, unknownAuthors }
}

const asRest = ({ oid, message, author, committer }: CommitNode) => ({
  sha: oid,
  commit: { message, author: { email: author?.email ?? '' }, committer: { email: committer?.email ?? '' } },
  author: author?.user ?? null,
  committer: committer?.user ?? null,
})

function parseReviews(reviews: PullNode['reviews']): readonly Review[] | undefined {
  const nodes = whole(reviews)
  const read = nodes?.map(({ author, state, submittedAt, commit }): Review[] | undefined => {
    if (state === 'PENDING' || submittedAt === null) return []
    const login = loginOf(author)
    if (login === undefined || !isState(state)) return undefined
    return [{ login, isBot: isBot(author), state, sha: commit?.oid ?? '', submittedAt }]
  })
  if (read === undefined || read.includes(undefined)) return undefined
  return read
    .flatMap((one) => one ?? [])
    .toSorted((a, b) => Date.parse(a.submittedAt) - Date.parse(b.submittedAt))
}

const parseWriters = (asked: SnapshotAnswer['writers']): readonly Login[] | undefined =>
  asked?.collaborators?.edges.flatMap(({ permission, node }) =>
    ['ADMIN', 'MAINTAIN', 'WRITE'].includes(permission) ? [node.login] : [],
  )

function parseRuns({ tip, headRefOid }: PullNode): Snapshot['runs'] {
  const commit = tip.nodes[0]?.commit
  if (commit?.oid !== headRefOid) return undefined
  const suites = whole(commit.checkSuites)
  const runs = suites?.flatMap(({ app, checkRuns }) => {
    const [run] = checkRuns?.nodes ?? []
    return app && run ? [[app.slug, run] as const] : []
  })
  // More than one of an App: which is the newest is told by REST.
  const isClear = suites?.every(({ checkRuns }) => (checkRuns?.totalCount ?? 0) <= 1) === true
  const kept = new Map(runs)
  return runs !== undefined && isClear && kept.size === runs.length ? kept : undefined
}

const parseComments = (comments: PullNode['comments']): Snapshot['comments'] =>
  whole(comments)?.map(({ id, body, author }) => ({
    ...{ id, body, login: loginOf(author) ?? '', isBot: isBot(author) },
  }))

const isBot = (actor: Actor): boolean => actor?.__typename === 'Bot'

/** REST and all that we compare with call a bot `name[bot]`, GraphQL just `name`. */
const loginOf = (actor: Actor): Login | undefined =>
  actor === null
    ? undefined
    : isBot(actor) && !actor.login.endsWith('[bot]')
      ? `${actor.login}[bot]`
      : actor.login
