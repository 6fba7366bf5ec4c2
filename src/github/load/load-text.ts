import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/** Text of a file at a commit. */
export async function loadText(
  github: GitHub,
  { owner, repo }: EstateRef,
  { sha, path }: { sha: string; path: string },
): Promise<string> {
  const { data } = await asking(`read ${path}`, () =>
    github.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref: sha }),
  )
  if (Array.isArray(data) || data.type !== 'file') throw new Error(`${path} is no file at ${sha}`)
  return Buffer.from(data.content, 'base64').toString('utf8')
}
