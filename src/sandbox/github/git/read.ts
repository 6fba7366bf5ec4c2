import { gitText } from './git.ts'
import { remembering } from './remembering.ts'
import { lookUp, readObject } from './reader.ts'

export type TreeEntry = Readonly<{
  path: string
  mode: string
  type: 'blob' | 'tree' | 'commit'
  sha: string
  /** Bytes, of blobs only. */
  size: number | null
}>

/** The commit that a branch name, tag, full ref or SHA stands for. */
export async function findCommit(folder: string, revision: string): Promise<string | null> {
  if (!isSafeRevision(revision)) return null
  const branch = await lookUp(folder, `refs/heads/${revision}^{commit}`)
  const found = branch ?? (await lookUp(folder, `${revision}^{commit}`))
  return found?.sha ?? null
}

/** The object at a path of a commit, or an object by its own SHA. */
export async function findObject(folder: string, name: string): Promise<string | null> {
  return (await lookUp(folder, name))?.sha ?? null
}

export async function objectType(folder: string, sha: string): Promise<string | null> {
  return (await lookUp(folder, sha))?.type ?? null
}

export async function readBlob(folder: string, sha: string): Promise<Buffer> {
  const object = await readObject(folder, sha)
  if (object?.type !== 'blob') throw new Error(`No blob ${sha}.`)
  return object.content
}

/** The entries of a tree, by the SHA of the tree or of a commit. */
export const readTree = remembering((folder, sha = '') => listTree(folder, sha, []))

/** All entries, however deep. */
export const readWholeTree = remembering((folder, sha = '') => listTree(folder, sha, ['-r', '-t']))

async function listTree(
  folder: string,
  sha: string,
  options: readonly string[],
): Promise<readonly TreeEntry[]> {
  const listing = await gitText(folder, ['ls-tree', '-z', '-l', ...options, sha])
  return listing.split('\0').filter(Boolean).map(parseEntry)
}

function parseEntry(line: string): TreeEntry {
  const tab = line.indexOf('\t')
  const [mode = '', type = 'blob', sha = '', size = '-'] = line.slice(0, tab).split(/ +/)
  return {
    path: line.slice(tab + 1),
    mode,
    type: type === 'tree' || type === 'commit' ? type : 'blob',
    sha,
    size: size === '-' ? null : Number(size),
  }
}

/** Every ref and what it points at. */
export async function readRefs(folder: string, prefix = 'refs/'): Promise<Map<string, string>> {
  const lines = await gitText(folder, ['for-each-ref', '--format=%(refname) %(objectname)', prefix])
  return new Map(
    lines
      .split('\n')
      .filter(Boolean)
      .map((line): [string, string] => {
        const space = line.indexOf(' ')
        return [line.slice(0, space), line.slice(space + 1)]
      }),
  )
}

/** What a full ref points at. */
export async function readRef(folder: string, ref: string): Promise<string | null> {
  return isSafeRevision(ref) ? findObject(folder, ref) : null
}

/** Git's own rule for names, without `@{…}` and ranges, which name other things. */
export function isSafeRevision(name: string): boolean {
  return /^[^-\s~^:?*[\\][^\s~^:?*[\\]*$/.test(name) && !/\.\.|@\{|\/\/|\.lock$|\/$|\.$/.test(name)
}
