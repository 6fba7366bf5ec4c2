import { maxTenantFileBytes, type EstateFile } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { GitHub } from './octokit.ts'
import { inWords, statusOf } from './refusal.ts'

/** One tenant file of a branch or commit; undefined when it is not there, or is nothing that anybody reads. */
export async function loadFileAt(
  github: GitHub,
  { owner, repo }: EstateRef,
  { path, ref }: Readonly<{ path: string; ref: string }>,
): Promise<EstateFile | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...{ owner, repo, path, ref },
    })
    if (Array.isArray(data) || data.type !== 'file' || data.size > maxTenantFileBytes) return undefined
    const bytes = new Uint8Array(Buffer.from(data.content, 'base64'))
    return { path, blob: data.sha, mode: '100644', size: data.size, bytes }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw inWords(`read ${path}`, error)
  }
}
