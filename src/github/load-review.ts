import type { ReviewInput, PullRef } from '../review/input.ts'
import { isRulePath } from '../tenant/estate-file.ts'
import { looksLikeTenantFile } from '../tenant/layout.ts'
import type { Standing } from '../tenant/standing.ts'
import type { BlobCache } from './blob-cache.ts'
import { loadChanges, loadReviewed, reader } from './load-changes.ts'
import { loadComparison } from './load-comparison.ts'
import { loadPeople, loadReviews } from './load-people.ts'
import { loadPull } from './load-pull.ts'
import { loadTree } from './load-tree.ts'
import type { GitHub } from './octokit.ts'

/** What loading needs besides the pull request itself. */
export type LoadIO = Readonly<{
  github: GitHub
  cache: BlobCache
  /** What the registry knows as deployed or under way. */
  standing: readonly Standing[]
}>

/**
 * Everything that `evaluate` looks at, read through GitHub's API: changed files between merge base and head,
 * rules at the tip of the base branch (never at the head), people as they stand now.
 */
export async function loadReview(ref: PullRef, { github, cache, standing }: LoadIO): Promise<ReviewInput> {
  const { estate, number } = ref
  const [pull, reviews] = await Promise.all([loadPull(github, ref), loadReviews(github, estate, number)])
  const [comparison, head] = await Promise.all([
    loadComparison(github, estate, pull),
    loadTree(github, estate, pull.headSha),
  ])
  const { baseSha, mergeBaseSha } = comparison
  const base = await loadTree(github, estate, baseSha)
  const mergeBase = mergeBaseSha === baseSha ? base : await loadTree(github, estate, mergeBaseSha)

  const read = reader(github, estate, cache)
  const [rules, neighbours, files] = await Promise.all([
    read([...base.values()].filter(({ path }) => isRulePath(path))),
    read([...base.values()].filter(({ path }) => looksLikeTenantFile(path))),
    loadChanges(mergeBase, head, read),
  ])
  const [people, reviewed] = await Promise.all([
    loadPeople(github, estate, { rules, reviews }),
    loadReviewed(github, estate, { reviews, headSha: pull.headSha, paths: files.map(({ path }) => path) }),
  ])
  const { authors, unknownAuthors, headDate } = comparison
  return {
    pull: { ...pull, baseSha },
    files,
    headPaths: [...head.keys()],
    rules,
    neighbours,
    standing,
    people: { authors: withAuthor(pull.author, authors), unknownAuthors, reviews, ...people },
    reviewed,
    on: headDate,
  }
}

/** Who opened the pull request may not approve it, also when every commit is someone else's. */
const withAuthor = (author: string, others: readonly string[]): readonly string[] =>
  others.some((login) => login.toLowerCase() === author.toLowerCase()) ? others : [author, ...others]
