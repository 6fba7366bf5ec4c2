import { git, gitText } from './git.ts'

export type FileDiff = Readonly<{
  filename: string
  previousFilename: string | null
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed'
  /** Blob in `to`; of a removed file, in `from`. */
  sha: string
  additions: number
  deletions: number
  /** Hunks only; null of binary files, of pure renames and of very long ones. */
  patch: string | null
}>

/** GitHub leaves out a file's patch above about this many characters. */
const longestPatch = 400_000

/** How two trees differ, renames found as git finds them. */
export async function diffTrees(folder: string, from: string, to: string): Promise<FileDiff[]> {
  const common = ['diff-tree', '-r', '-M', '--no-color', from, to]
  const [raw, numbers, patch] = await Promise.all([
    gitText(folder, [...common, '--raw', '-z', '--abbrev=40']),
    gitText(folder, [...common, '--numstat', '-z']),
    git(folder, [...common, '-p', '--full-index']).then(({ stdout }) => stdout.toString('utf8')),
  ])
  const counts = parseNumbers(numbers)
  const patches = splitPatch(patch)
  return parseRaw(raw).map((file, index) => ({
    ...file,
    ...(counts[index] ?? { additions: 0, deletions: 0 }),
    patch: patches[index] ?? null,
  }))
}

const zero = /^0+$/

function parseRaw(raw: string): Omit<FileDiff, 'additions' | 'deletions' | 'patch'>[] {
  const fields = raw.split('\0')
  const files = []
  while (fields.length > 1) {
    const [, , before = '', after = '', letter = 'M'] = (fields.shift() ?? '').split(' ')
    const first = fields.shift() ?? ''
    const moved = letter.startsWith('R') || letter.startsWith('C')
    const filename = moved ? (fields.shift() ?? '') : first
    files.push({
      filename,
      previousFilename: moved ? first : null,
      status: statusOf(letter),
      sha: zero.test(after) ? before : after,
    })
  }
  return files
}

function statusOf(letter: string): FileDiff['status'] {
  switch (letter.charAt(0)) {
    case 'A':
      return 'added'
    case 'D':
      return 'removed'
    case 'R':
      return 'renamed'
    case 'C':
      return 'copied'
    case 'T':
      return 'changed'
    default:
      return 'modified'
  }
}

function parseNumbers(numbers: string): { additions: number; deletions: number }[] {
  const fields = numbers.split('\0')
  const counts = []
  while (fields.length > 1) {
    const [added = '0', removed = '0', path = ''] = (fields.shift() ?? '').split('\t')
    if (path === '') fields.splice(0, 2) // a rename writes its two paths as fields of their own
    counts.push({ additions: Number(added) || 0, deletions: Number(removed) || 0 })
  }
  return counts
}

/** One patch a file, in the same order as the raw list. */
function splitPatch(patch: string): (string | null)[] {
  return patch
    .split(/^diff --git /m)
    .slice(1)
    .map((part) => {
      const start = part.search(/^@@ /m)
      const hunks = start < 0 ? null : part.slice(start).replace(/\n$/, '')
      return hunks !== null && hunks.length <= longestPatch ? hunks : null
    })
}
