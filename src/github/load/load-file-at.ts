import { maxFileBytes, type EstateFile } from '../../tenant/estate-file.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { loadBlob } from './load-blobs.ts'
import type { GitHub } from '../octokit.ts'
import { inWords, statusOf } from '../limits/refusal.ts'

type Place = Readonly<{ path: string; ref: string }>

/** One tenant or rule file of a branch or commit; undefined when it is not there, or is nothing that anybody reads. */
export async function loadFileAt(
  github: GitHub,
  estate: EstateRef,
  place: Place,
): Promise<EstateFile | undefined> {
  const { path } = place
  const found = await lookUp(github, estate, place)
  if (found === undefined || Array.isArray(found) || found.type !== 'file') return undefined
  const { sha: blob, size, encoding, content } = found
  if (size > maxFileBytes(path)) return undefined
  // Above 1 MiB GitHub leaves the content out.
  const bytes = encoding === 'none' ? await loadBlob(github, estate, blob) : Buffer.from(content, 'base64')
  return { path, blob, mode: '100644', size, bytes: new Uint8Array(bytes) }
}

async function lookUp(github: GitHub, { owner, repo }: EstateRef, { path, ref }: Place) {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...{ owner, repo, path, ref },
      mediaType: { format: 'object' },
    })
    return data
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw inWords(`read ${path}`, error)
  }
}
