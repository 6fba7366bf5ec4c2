import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { maxFileBytes, type EstateFile } from '../tenant/estate-file.ts'
import type { TreeEntry } from '../tenant/changed-paths.ts'
import type { Repository } from './repository.ts'

/** The files with their contents, in order; links, submodules and what is too large stay unread. */
export async function loadContents(
  repository: Repository,
  entries: readonly TreeEntry[],
): Promise<readonly EstateFile[]> {
  const wanted = [...new Set(entries.filter(isReadable).map(({ blob }) => blob))]
  const contents = wanted.length === 0 ? new Map<string, Uint8Array>() : await loadBlobs(repository, wanted)
  return entries.map((entry) => ({
    ...entry,
    bytes: isReadable(entry) ? contents.get(entry.blob) : undefined,
  }))
}

export const isReadable = ({ path, mode, size }: Omit<TreeEntry, 'blob'>): boolean =>
  (mode === '100644' || mode === '100755') && size <= maxFileBytes(path)

/** One process for all of them: ten thousand files one by one would take minutes. simple-git feeds no stdin. */
async function loadBlobs(
  { root }: Repository,
  blobs: readonly string[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const git = spawn('git', ['-C', root, 'cat-file', '--batch'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const chunks: Buffer[] = []
  git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  git.stdin.end(blobs.map((blob) => `${blob}\n`).join(''))
  const [code] = (await once(git, 'close')) as [number | null]
  if (code !== 0) throw new Error(`git cat-file ended with ${code ?? 'a signal'}.`)
  return new Map(parseBatch(Buffer.concat(chunks)))
}

/** `<id> blob <size>\n<content>\n`, once for each. */
function* parseBatch(output: Buffer): Generator<readonly [string, Uint8Array]> {
  for (let at = 0; at < output.length;) {
    const end = output.indexOf(10, at)
    const [blob = '', type = '', size = ''] = output.toString('latin1', at, end).split(' ')
    if (type !== 'blob') throw new Error(`git has no content for ${blob} (${type}).`)
    yield [blob, output.subarray(end + 1, end + 1 + Number(size))]
    at = end + 1 + Number(size) + 1
  }
}
