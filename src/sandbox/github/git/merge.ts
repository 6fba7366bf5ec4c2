import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from './git.ts'
import { remembering } from './remembering.ts'
import type { Signature } from './commit.ts'

/** The tree of merging two commits, by SHA, or null when git finds a conflict. */
export const mergeTrees = remembering(mergeNow)

async function mergeNow(folder: string, ours = '', theirs = ''): Promise<string | null> {
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
