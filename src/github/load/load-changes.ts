import type { Review } from '../../approvals/people.ts'
import type { ReviewInput } from '../../review/input.ts'
import type { EstateFile, FileChange } from '../../tenant/estate-file.ts'
import { isRulePath, maxFileBytes } from '../../tenant/estate-file.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { looksLikeTenantFile } from '../../tenant/layout.ts'
import { changedPaths, type Tree, type TreeEntry } from '../../tenant/changed-paths.ts'
import type { BlobCache } from '../blob-cache.ts'
import { loadFiles } from './load-blobs.ts'
import type { Watched } from './load-texts.ts'
import { loadTreeIfKept } from './load-tree.ts'
import { inParallel, type GitHub } from '../octokit.ts'
import type { TreeCache } from '../tree-cache.ts'

/** Reads the contents of some paths of one commit. */
export type Read = (entries: readonly TreeEntry[]) => Promise<readonly EstateFile[]>

export const reader =
  (github: GitHub, estate: EstateRef, cache: BlobCache, watched?: Watched): Read =>
  (entries) => {
    // Rules first, each in their order.
    const rules = entries.filter(({ path }) => isRulePath(path))
    const tenants = entries.filter(({ path }) => !isRulePath(path))
    return loadFiles(github, estate, {
      entries: [...rules, ...tenants],
      maxBytes: maxFileBytes,
      cache,
      watched,
    })
  }

/** Paths that differ, with the contents of those that are tenants or rules; of others the path is enough. */
export async function loadChanges(before: Tree, after: Tree, read: Read): Promise<readonly FileChange[]> {
  const paths = changedPaths(before, after)
  const side = async (tree: Tree) => {
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

/** What the changed files held at the commits that somebody approved: an approval of the same content stands. */
export async function loadReviewed(
  github: GitHub,
  estate: EstateRef,
  {
    reviews,
    headSha,
    paths,
    trees,
  }: { reviews: readonly Review[]; headSha: string; paths: readonly string[]; trees: TreeCache },
): Promise<ReviewInput['reviewed']> {
  const approved = reviews.filter(({ state, sha }) => state === 'APPROVED' && sha !== headSha && sha !== '')
  const shas = [...new Set(approved.map(({ sha }) => sha))]
  const known = await inParallel(shas, 5, async (sha) => {
    const tree = await loadTreeIfKept(github, estate, sha, trees)
    if (tree === undefined) return []
    return [[sha, Object.fromEntries(paths.map((path) => [path, tree.get(path)?.blob]))] as const]
  })
  return Object.fromEntries(known.flat())
}
