import { cumulativeDays } from '../../approvals/cumulative.ts'
import type { AskedSeats } from '../../review/asking/asked-seats.ts'
import type { ChangeInput, MergeGroup, Pull, PullRef, ReviewInput } from '../../review/input.ts'
import { isRulePath, type EstateFile } from '../../tenant/estate-file.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { looksLikeTenantFile } from '../../tenant/layout.ts'
import { parseSettings, settingsPath } from '../../tenant/settings/file.ts'
import type { Standing } from '../../tenant/standing.ts'
import { loadChanges, loadReviewed, reader, type Read } from './load-changes.ts'
import { loadComparison, type Comparison } from './load-comparison.ts'
import { loadCommitAt } from './load-earlier.ts'
import { loadPeople, loadReviews } from './load-people.ts'
import { loadPull } from './load-pull.ts'
import { loadSnapshot } from './load-snapshot.ts'
import type { Watched } from './load-texts.ts'
import type { EndsNode } from './texts-query.ts'
import { loadTree, type Tree } from './load-tree.ts'
import type { Memory } from '../memory.ts'
import type { GitHub } from '../octokit.ts'
import type { Snapshot } from './snapshot.ts'

/** What a review began with, and when that was asked (`performance.now()`). */
export type Seen = Readonly<{ snapshot: Snapshot; at: number }>

/** What loading needs besides the pull request itself. */
export type LoadIO = Readonly<{
  github: GitHub
  memory: Memory
  /** What the registry knows as deployed or under way. */
  standing: () => Promise<readonly Standing[]>
  /** Which seats a change opens: nobody else has to be known. */
  asked: (change: ChangeInput) => AskedSeats
  /** Hears what the first call told, for publishing, whenever that is confirmed anew. */
  saw?: ((seen: Seen | undefined) => void) | undefined
  /** Judge this merge of the pull request instead of its head: its files, and the rules below it. */
  group?: MergeGroup
}>

/**
 * Everything that `evaluate` looks at, read through GitHub's API: changed files between merge base and head, rules at
 * the tip of the base branch (never at the head), then the people whom those rules ask, as they stand now. Read again
 * when the head or the base branch moved meanwhile, as far as that was seen.
 */
export async function loadReview(ref: PullRef, io: LoadIO): Promise<ReviewInput> {
  for (let left = mostReadings; ; left -= 1) {
    const at = performance.now()
    const [snapshot, standing] = await Promise.all([loadSnapshot(io.github, ref, io.memory), io.standing()])
    const ends: EndsNode[] = []
    const watched = {
      quiet: io.memory.quiet,
      pull: snapshot && { number: ref.number, saw: (now: EndsNode) => void ends.push(now) },
    }
    const input = await loadOnce(ref, io, { snapshot, watched, standing })
    const readBase = io.group === undefined ? input.pull?.baseSha : snapshot?.baseTip
    const moved =
      snapshot !== undefined &&
      (readBase !== snapshot.baseTip || ends.some((now) => isElsewhere(now, snapshot)))
    if (moved && left > 1) continue
    io.saw?.(moved ? undefined : snapshot && { snapshot, at })
    return input
  }
}

const isElsewhere = ({ headRefOid, baseRef }: EndsNode, { pull, baseTip }: Snapshot): boolean =>
  headRefOid !== pull.headSha || baseRef?.target?.oid !== baseTip

const mostReadings = 3

type Begun = Readonly<{
  snapshot: Snapshot | undefined
  watched: Watched
  standing: readonly Standing[]
}>

/** What the snapshot did not tell whole is asked for here. */
async function loadOnce(
  ref: PullRef,
  io: LoadIO,
  { snapshot, watched, standing }: Begun,
): Promise<ReviewInput> {
  const { github, memory, group } = io
  const { estate, number } = ref
  const [found, reviews] = await Promise.all([
    snapshot?.pull ?? loadPull(github, ref),
    snapshot?.reviews ?? loadReviews(github, estate, number),
  ])
  const pull = group === undefined ? found : { ...found, headSha: group.headSha }
  // Who wrote what is asked of the pull request itself: the merge on top of it is GitHub's.
  const [compared, head] = await Promise.all([
    snapshot?.comparison ?? loadComparison(github, estate, found),
    loadTree(github, estate, pull.headSha, memory.trees),
  ])
  const comparison =
    group === undefined ? compared : { ...compared, baseSha: group.baseSha, mergeBaseSha: group.baseSha }
  const change = await loadChange(ref, io, { pull, comparison, head, standing, watched })
  const authors = withAuthor(pull.author, comparison.authors)
  const paths = change.files.map(({ path }) => path)
  const asked = { ...io.asked(change), reviews, authors }
  const [people, reviewed] = await Promise.all([
    loadPeople(github, estate, { asked, memory, told: snapshot }),
    loadReviewed(github, estate, { reviews, headSha: pull.headSha, paths, trees: memory.trees }),
  ])
  const { unknownAuthors } = comparison
  return {
    ...change,
    people: { authors, unknownAuthors, reviews, ...people },
    ...(snapshot?.requested && { requested: snapshot.requested }),
    reviewed,
  }
}

type Found = Readonly<{
  pull: Pull
  comparison: Comparison
  head: Tree
  standing: readonly Standing[]
  watched: Watched
}>

/** Files and rules. Trees come first: they tell what has to be read. */
async function loadChange(
  { estate }: PullRef,
  { github, memory }: LoadIO,
  { pull, comparison: { baseSha, mergeBaseSha, headDate }, head, standing, watched }: Found,
): Promise<ChangeInput> {
  const base = await loadTree(github, estate, baseSha, memory.trees)
  const mergeBase =
    mergeBaseSha === baseSha ? base : await loadTree(github, estate, mergeBaseSha, memory.trees)
  const read = reader(github, estate, memory.blobs, watched)
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
