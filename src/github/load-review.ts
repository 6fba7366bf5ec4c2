import type { EstateFile, FileChange } from '../tenant/estate-file.ts'
import { isRulePath, maxRuleFileBytes, maxTenantFileBytes } from '../tenant/estate-file.ts'
import { looksLikeTenantFile } from '../tenant/layout.ts'
import type { Pull, PullRef, ReviewInput } from '../review/input.ts'
import type { BlobCache } from './blob-cache.ts'
import { loadComparison } from './load-comparison.ts'
import { loadFiles } from './load-blobs.ts'
import { loadReviews, loadTeams, loadWriters } from './load-people.ts'
import { loadTree, type TreeEntry } from './load-tree.ts'
import type { GitHub } from './octokit.ts'
import { asking } from './refusal.ts'
import { teamsNamedBy } from './teams-named.ts'

/** What loading needs besides the pull request itself. */
export type LoadIO = Readonly<{
  github: GitHub
  cache: BlobCache
  /** Ids of the tenants that the registry knows as deployed. */
  deployed: readonly string[]
}>

/**
 * Everything that `evaluate` looks at, read through GitHub's API: changed files between merge base and head,
 * rules at the tip of the base branch (never at the head), people as they stand now.
 */
export async function loadReview(ref: PullRef, { github, cache, deployed }: LoadIO): Promise<ReviewInput> {
  const { estate, number } = ref
  const [pull, reviews] = await Promise.all([loadPull(github, ref), loadReviews(github, estate, number)])
  const [comparison, head] = await Promise.all([
    loadComparison(github, estate, pull),
    loadTree(github, estate, pull.headSha),
  ])
  const { baseSha, mergeBaseSha } = comparison
  const base = await loadTree(github, estate, baseSha)
  const mergeBase = mergeBaseSha === baseSha ? base : await loadTree(github, estate, mergeBaseSha)

  const read = reader(github, ref, cache)
  const [rules, neighbours, files] = await Promise.all([
    read([...base.values()].filter(({ path }) => isRulePath(path))),
    read([...base.values()].filter(({ path }) => looksLikeTenantFile(path))),
    loadChanges(mergeBase, head, read),
  ])
  const teams = await loadTeams(github, teamsNamedBy(rules))
  const members = Object.values(teams).flat()
  const writers = await loadWriters(github, estate, [...reviews.map(({ login }) => login), ...members])

  const { authors, unknownAuthors, headDate } = comparison
  return {
    pull: { ...pull, baseSha },
    files,
    headPaths: [...head.keys()],
    rules,
    neighbours,
    deployed,
    people: { authors: withAuthor(pull.author, authors), unknownAuthors, reviews, teams, writers },
    on: headDate,
  }
}

/** Head of the pull request now: what was evaluated is published only if it is still this. */
export async function loadHead(github: GitHub, ref: PullRef): Promise<string> {
  return (await loadPull(github, ref)).headSha
}

async function loadPull(github: GitHub, { estate, number }: PullRef): Promise<Pull> {
  const { owner, repo } = estate
  const { data } = await asking(`read pull request #${number}`, () =>
    github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { owner, repo, pull_number: number }),
  )
  // Null once a fork was deleted, whatever the published type says.
  const headRepository = data.head.repo as { id: number } | null
  return {
    number,
    title: data.title,
    author: data.user.login,
    draft: data.draft === true,
    fromFork: headRepository?.id !== data.base.repo.id,
    headSha: data.head.sha,
    baseSha: data.base.sha,
    baseRef: data.base.ref,
  }
}

type Read = (entries: readonly TreeEntry[]) => Promise<readonly EstateFile[]>

const reader =
  (github: GitHub, { estate }: PullRef, cache: BlobCache): Read =>
  async (entries) => {
    const rules = entries.filter(({ path }) => isRulePath(path))
    const tenants = entries.filter(({ path }) => !isRulePath(path))
    const [one, other] = await Promise.all([
      loadFiles(github, estate, { entries: rules, maxBytes: maxRuleFileBytes, cache }),
      loadFiles(github, estate, { entries: tenants, maxBytes: maxTenantFileBytes, cache }),
    ])
    return [...one, ...other]
  }

/** Paths that differ, with the contents of those that are tenants or rules; of others the path is enough. */
async function loadChanges(
  before: ReadonlyMap<string, TreeEntry>,
  after: ReadonlyMap<string, TreeEntry>,
  read: Read,
): Promise<readonly FileChange[]> {
  const paths = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !same(before.get(path), after.get(path)))
    .sort()
  const side = async (tree: ReadonlyMap<string, TreeEntry>) => {
    const entries = paths.flatMap((path) => tree.get(path) ?? [])
    const contents = await read(entries.filter(({ path }) => looksLikeTenantFile(path) || isRulePath(path)))
    const known = new Map(contents.map((file) => [file.path, file]))
    return new Map(
      entries.map((entry) => [entry.path, known.get(entry.path) ?? { ...entry, bytes: undefined }]),
    )
  }
  const [old, now] = await Promise.all([side(before), side(after)])
  return paths.map((path) => ({ path, before: old.get(path), after: now.get(path) }))
}

const same = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean =>
  a?.blob === b?.blob && a?.mode === b?.mode

/** Who opened the pull request may not approve it, also when every commit is someone else's. */
const withAuthor = (author: string, others: readonly string[]): readonly string[] =>
  others.some((login) => login.toLowerCase() === author.toLowerCase()) ? others : [author, ...others]
