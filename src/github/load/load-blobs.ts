import type { EstateFile } from '../../tenant/estate-file.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { BlobCache } from '../blob-cache.ts'
import type { TreeEntry } from '../../tenant/changed-paths.ts'
import { loadTexts, type Watched } from './load-texts.ts'
import { inParallel, type GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/** Requests for contents under way at once; GitHub asks for restraint, and ten already hide the round trip. */
const width = 10

type Files = Readonly<{
  entries: readonly TreeEntry[]
  /** How many bytes somebody would read of such a file. */
  maxBytes: (path: string) => number
  cache: BlobCache
  watched?: Watched | undefined
}>

/** Contents of the entries, in their order. What nobody needs to read (links, submodules, too large) has none. */
export async function loadFiles(
  github: GitHub,
  estate: EstateRef,
  { entries, maxBytes, cache, watched }: Files,
): Promise<readonly EstateFile[]> {
  const repository = `${estate.owner}/${estate.repo}`
  const readable = entries.filter((entry) => isReadable(entry, maxBytes))
  const contents = new Map<string, Uint8Array>()
  for (const { blob } of readable) {
    const bytes = cache.get(repository, blob)
    if (bytes !== undefined) contents.set(blob, bytes)
  }
  const missing = [...new Map(readable.map((entry) => [entry.blob, entry])).values()].filter(
    ({ blob }) => !contents.has(blob),
  )
  const texts = await loadTexts(github, estate, { entries: missing, watched })
  await inParallel(missing, width, async ({ blob }) => {
    const bytes = texts.get(blob) ?? (await loadBlob(github, estate, blob))
    cache.set(repository, blob, bytes)
    contents.set(blob, bytes)
  })
  return entries.map((entry) => ({
    ...entry,
    bytes: isReadable(entry, maxBytes) ? contents.get(entry.blob) : undefined,
  }))
}

const isReadable = ({ mode, size, path }: TreeEntry, maxBytes: Files['maxBytes']): boolean =>
  (mode === '100644' || mode === '100755') && size <= maxBytes(path)

export async function loadBlob(
  github: GitHub,
  { owner, repo }: EstateRef,
  blob: string,
): Promise<Uint8Array> {
  const { data } = await asking(`read the file content ${blob.slice(0, 12)}`, () =>
    github.request('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', { owner, repo, file_sha: blob }),
  )
  return Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8')
}
