import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from './git.ts'
import type { Signature } from './commit.ts'

const remembered = new Map<string, string | null>()

/** The tree of merging two commits, or null when git finds a conflict. Two SHAs always merge the same. */
export async function mergeTrees(folder: string, ours: string, theirs: string): Promise<string | null> {
  const key = `${folder}\0${ours}\0${theirs}`
  const known = remembered.get(key)
  if (known !== undefined) return known
  if (remembered.size > 500) remembered.clear()
  const tree = await mergeNow(folder, ours, theirs)
  remembered.set(key, tree)
  return tree
}

async function mergeNow(folder: string, ours: string, theirs: string): Promise<string | null> {
  const { code, stdout } = await git(folder, ['merge-tree', '--write-tree', '--name-only', ours, theirs], {
    expect: [0, 1],
  })
  return code === 0 ? (stdout.toString().split('\n')[0] ?? null) : null
}

/** `head` replayed on `base`, commit by commit; null on a conflict. */
export async function rebaseCommits(
  folder: string,
  { base, head, committer }: { base: string; head: string; committer: Signature },
): Promise<string | null> {
  const place = await mkdtemp(join(folder, 'rebase-'))
  const env = { GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email }
  try {
    await git(folder, ['worktree', 'add', '--quiet', '--detach', place, head])
    const { code } = await git(place, ['rebase', '--quiet', '--no-ff', base], { env, expect: [0, 1, 128] })
    if (code !== 0) return null
    return (await git(place, ['rev-parse', 'HEAD'])).stdout.toString().trim()
  } finally {
    await git(folder, ['worktree', 'remove', '--force', place], { expect: [0, 128] })
    await rm(place, { recursive: true, force: true })
  }
}
