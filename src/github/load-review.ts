import { cumulativeDays } from '../approvals/cumulative.ts'
import type { AskedSeats } from '../review/asked-seats.ts'
import type { ChangeInput, MergeGroup, Pull, PullRef, ReviewInput } from '../review/input.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { looksLikeTenantFile } from '../tenant/layout.ts'
import { parseSettings, settingsPath } from '../tenant/settings-file.ts'
import type { Standing } from '../tenant/standing.ts'
import { loadChanges, loadReviewed, reader, type Read } from './load-changes.ts'
import { loadComparison, type Comparison } from './load-comparison.ts'
import { loadCommitAt } from './load-earlier.ts'
import { loadPeople, loadReviews } from './load-people.ts'
import { loadPull } from './load-pull.ts'
import { loadTree, type Tree } from './load-tree.ts'
import type { Memory } from './memory.ts'
import type { GitHub } from './octokit.ts'

/** What loading needs besides the pull request itself. */
export type LoadIO = Readonly<{
  github: GitHub
  memory: Memory
  /** What the registry knows as deployed or under way. */
  standing: () => Promise<readonly Standing[]>
  /** Which seats a change opens: nobody else has to be known. */
  asked: (change: ChangeInput) => AskedSeats
  /** Judge this merge of the pull request instead of its head: its files, and the rules below it. */
  group?: MergeGroup
}>

/**
 * Everything that `evaluate` looks at, read through GitHub's API: changed files between merge base and head, rules at
 * the tip of the base branch (never at the head), then the people whom those rules ask, as they stand now.
 */
export async function loadReview(ref: PullRef, io: LoadIO): Promise<ReviewInput> {
  const { github, memory, group } = io
  const { estate, number } = ref
  const [found, reviews, standing] = await Promise.all([
    loadPull(github, ref),
    loadReviews(github, estate, number),
    io.standing(),
  ])
  const pull = group === undefined ? found : { ...found, headSha: group.headSha }
  // Who wrote what is asked of the pull request itself: the merge on top of it is GitHub's.
  const [compared, head] = await Promise.all([
    loadComparison(github, estate, found),
    loadTree(github, estate, pull.headSha, memory.trees),
  ])
  const comparison =
    group === undefined ? compared : { ...compared, baseSha: group.baseSha, mergeBaseSha: group.baseSha }
  const change = await loadChange(ref, io, { pull, comparison, head, standing })
  const authors = withAuthor(pull.author, comparison.authors)
  const paths = change.files.map(({ path }) => path)
  const asked = { ...io.asked(change), reviews, authors }
  const [people, reviewed] = await Promise.all([
    loadPeople(github, estate, { asked, people: memory.people }),
    loadReviewed(github, estate, { reviews, headSha: pull.headSha, paths, trees: memory.trees }),
  ])
  const { unknownAuthors } = comparison
  return { ...change, people: { authors, unknownAuthors, reviews, ...people }, reviewed }
}

type Seen = Readonly<{
  pull: Pull
  comparison: Comparison
  head: Tree
  standing: readonly Standing[]
}>

/** Files and rules. Trees come first: they tell what has to be read. */
async function loadChange(
  { estate }: PullRef,
  { github, memory }: LoadIO,
  { pull, comparison: { baseSha, mergeBaseSha, headDate }, head, standing }: Seen,
): Promise<ChangeInput> {
  const base = await loadTree(github, estate, baseSha, memory.trees)
  const mergeBase =
    mergeBaseSha === baseSha ? base : await loadTree(github, estate, mergeBaseSha, memory.trees)
  const read = reader(github, estate, memory.blobs)
  const [rules, neighbours, files] = await Promise.all([
    read([...base.values()].filter(({ path }) => isRulePath(path))),
    read([...base.values()].filter(({ path }) => looksLikeTenantFile(path))),
    loadChanges(mergeBase, head, read),
  ])
  const earlier = countsTime(rules)
    ? await tenantsEarlier(estate, baseSha, { github, memory, read })
    : undefined
  return {
    pull: { ...pull, baseSha },
    files,
    headPaths: [...head.keys()],
    rules,
    neighbours,
    ...(earlier && { earlier }),
    standing,
    on: headDate,
  }
}

const countsTime = (rules: readonly EstateFile[]): boolean =>
  parseSettings(rules.find(({ path }) => path === settingsPath)).settings?.approvals.cumulative === true

/** The tenant files as they stood 30 days ago; none where nobody can tell, so that all of them count as new. */
async function tenantsEarlier(
  estate: EstateRef,
  tip: string,
  { github, memory, read }: Pick<LoadIO, 'github' | 'memory'> & Readonly<{ read: Read }>,
): Promise<readonly EstateFile[]> {
  const since = new Date(Date.now() - cumulativeDays * 86_400_000).toISOString()
  const sha = await loadCommitAt(github, estate, { tip, since })
  if (sha === undefined) return []
  const tree = await loadTree(github, estate, sha, memory.trees)
  return read([...tree.values()].filter(({ path }) => looksLikeTenantFile(path)))
}

/** Who opened the pull request may not approve it, also when every commit is someone else's. */
const withAuthor = (author: string, others: readonly string[]): readonly string[] =>
  others.some((login) => login.toLowerCase() === author.toLowerCase()) ? others : [author, ...others]
