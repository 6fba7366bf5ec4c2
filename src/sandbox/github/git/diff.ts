import { git } from './git.ts'

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
  const forms = ['--raw', '--numstat', '-p', '-z', '--abbrev=40']
  const { stdout } = await git(folder, ['diff-tree', '-r', '-M', '--no-color', ...forms, from, to])
  return parseDiff(stdout.toString('utf8'))
}

/** All raw lines, then all numbers, each ended by NUL; one more NUL, then the patches. */
function parseDiff(output: string): FileDiff[] {
  const start = output.indexOf('\0\0diff --git ')
  const fields = (start < 0 ? output : output.slice(0, start)).split('\0')
  const patches = start < 0 ? [] : splitPatch(output.slice(start + 2))
  const files = takeRaw(fields)
  const counts = takeNumbers(fields)
  return files.map((file, index) => {
    // A file that turned into a link has two patches: the one that ends, the one that begins.
    const [patch = null, second] = patches.splice(0, file.status === 'changed' ? 2 : 1)
    return {
      ...file,
      ...(counts[index] ?? { additions: 0, deletions: 0 }),
      patch: second === undefined ? patch : [patch, second].filter(Boolean).join('\n'),
    }
  })
}

const zero = /^0+$/

function takeRaw(fields: string[]): Omit<FileDiff, 'additions' | 'deletions' | 'patch'>[] {
  const files = []
  while (fields[0]?.startsWith(':')) {
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

function takeNumbers(fields: string[]): { additions: number; deletions: number }[] {
  const counts = []
  while (fields[0]) {
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
