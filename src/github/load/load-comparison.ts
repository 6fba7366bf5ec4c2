import type { People } from '../../approvals/people.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { coAuthorsOf, loginInAddress } from './co-authors.ts'
import type { GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/** How the head stands to the base branch, and who wrote what lies between. */
export type Comparison = Readonly<{
  /** Tip of the base branch now: the rules in force are read there. */
  baseSha: string
  mergeBaseSha: string
  /** ISO 8601, when the head was committed. */
  headDate: string
  authors: People['authors']
  unknownAuthors: People['unknownAuthors']
}>

/** One commit, as REST tells of it. */
export type Commit = Readonly<{
  sha: string
  commit: Readonly<{ message: string; author: Signature; committer: Signature }>
  author: Account
  committer: Account
}>
type Signature = Readonly<{ email?: string }> | null
/** GitHub answers `{}` or null where an e-mail address belongs to no account. */
type Account = Readonly<{ login?: string }> | null

/** Commits a page. */
const perPage = 100

/**
 * Every commit that is reachable from the head and not from the base counts, those behind a merge's second
 * parent included. A commit or co-author whose e-mail maps to no account is reported, never skipped.
 */
export async function loadComparison(
  github: GitHub,
  { owner, repo }: EstateRef,
  { baseRef, headSha }: { baseRef: string; headSha: string },
): Promise<Comparison> {
  const load = (page: number) =>
    asking(`compare ${baseRef} with ${headSha.slice(0, 12)}`, () =>
      github.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        owner,
        repo,
        basehead: `${baseRef}...${headSha}`,
        per_page: perPage,
        page,
      }),
    )
  const { data } = await load(1)
  const commits = [...data.commits]
  for (let page = 2; commits.length < data.total_commits; page += 1) {
    const more = (await load(page)).data.commits
    if (more.length === 0) break
    commits.push(...more)
  }
  const head = commits.find(({ sha }) => sha === headSha)
  const { authors, unknownAuthors } = writersIn(commits)
  // Fewer commits than announced means that somebody's work is not in the list: that fails closed.
  const unseen =
    commits.length < data.total_commits ? [{ sha: headSha, email: 'commits that GitHub did not list' }] : []
  return {
    baseSha: data.base_commit.sha,
    mergeBaseSha: data.merge_base_commit.sha,
    headDate: (head ?? data.merge_base_commit).commit.committer?.date ?? '',
    authors,
    unknownAuthors: [...unknownAuthors, ...unseen],
  }
}

/** Who wrote the commits. */
export function writersIn(commits: readonly Commit[]): Pick<Comparison, 'authors' | 'unknownAuthors'> {
  const writers = commits.flatMap(writersOf)
  return {
    authors: [...new Set(writers.flatMap(({ login }) => (login === undefined ? [] : [login])))],
    unknownAuthors: distinct(writers.filter(({ login }) => login === undefined)),
  }
}

/** Who wrote and committed the same commit under one address is told of once. */
const distinct = (writers: readonly Writer[]): People['unknownAuthors'] => [
  ...new Map(writers.map(({ sha, email }) => [`${sha} ${email}`, { sha, email }])).values(),
]

type Writer = Readonly<{ sha: string; email: string; login: string | undefined }>

/** Author, committer and co-authors of one commit. */
function writersOf(commit: Commit): readonly Writer[] {
  const { sha } = commit
  const author = { sha, email: commit.commit.author?.email ?? '', login: loginOf(commit.author) }
  const committer = { sha, email: commit.commit.committer?.email ?? '', login: loginOf(commit.committer) }
  const coAuthors = coAuthorsOf(commit.commit.message).map((email) => ({
    sha,
    email,
    // A co-author who also wrote in their own name is known from there; GitHub's own addresses hold the login.
    login: [author, committer].find((writer) => writer.email === email)?.login ?? loginInAddress(email),
  }))
  // GitHub itself commits what is merged or edited in the browser; the author is the person then.
  const people = committer.login?.toLowerCase() === 'web-flow' ? [author] : [author, committer]
  return [...people, ...coAuthors]
}

const loginOf = (account: Account): string | undefined => (account?.login === '' ? undefined : account?.login)
