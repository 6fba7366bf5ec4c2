import type { Tree } from '../tenant/changed-paths.ts'

/** Lists of files by commit, which never change; bounded in paths. The repository is part of the key. */
export type TreeCache = Readonly<{
  get: (repository: string, sha: string) => Tree | undefined
  set: (repository: string, sha: string, tree: Tree) => void
}>

/** About 100 MiB: fifty commits of an estate of 10 000 tenants, or thousands of small ones. */
const defaultPaths = 500_000

export function treeCache(maxPaths = defaultPaths): TreeCache {
  // A Map keeps insertion order: the first key is the one not used for longest.
  const kept = new Map<string, Tree>()
  let total = 0
  return {
    get: (repository, sha) => {
      const key = keyOf(repository, sha)
      const tree = kept.get(key)
      if (tree === undefined) return undefined
      kept.delete(key)
      kept.set(key, tree)
      return tree
    },
    set: (repository, sha, tree) => {
      const key = keyOf(repository, sha)
      if (kept.has(key) || tree.size > maxPaths) return
      kept.set(key, tree)
      total += tree.size
      for (const [oldest, { size }] of kept) {
        if (total <= maxPaths) break
        kept.delete(oldest)
        total -= size
      }
    },
  }
}

/** GitHub compares owner and name without case. */
const keyOf = (repository: string, sha: string): string => `${repository.toLowerCase()}:${sha}`
