import { git, gitText } from './git.ts'
import { remembering } from './remembering.ts'
import { readRange, type Commit } from './commit.ts'
import { diffTrees, type FileDiff } from './diff.ts'

/** `base...head`, as GitHub compares: from their merge base. */
export type Comparison = Readonly<{
  base: string
  head: string
  mergeBase: string
  ahead: number
  behind: number
  /** Oldest first. */
  commits: readonly Commit[]
  files: readonly FileDiff[]
}>

/** null when the two have no history in common. Both are SHAs. */
export const compare = remembering(compareNow)

async function compareNow(folder: string, base = '', head = ''): Promise<Comparison | null> {
  const mergeBase = await findMergeBase(folder, base, head)
  if (!mergeBase) return null
  const [counts, commits, files] = await Promise.all([
    gitText(folder, ['rev-list', '--left-right', '--count', `${base}...${head}`]),
    readRange(folder, base, head),
    diffTrees(folder, mergeBase, head),
  ])
  const [behind = 0, ahead = 0] = counts.split('\t').map(Number)
  return { base, head, mergeBase, ahead, behind, commits, files }
}

async function findMergeBase(folder: string, a: string, b: string): Promise<string | null> {
  const { code, stdout } = await git(folder, ['merge-base', a, b], { expect: [0, 1] })
  return code === 0 ? stdout.toString().trim() : null
}

export async function isAncestor(folder: string, ancestor: string, of: string): Promise<boolean> {
  return (await git(folder, ['merge-base', '--is-ancestor', ancestor, of], { expect: [0, 1] })).code === 0
}
