import type { Deployed } from '../../provisioning/deployed.ts'
import type { Observation } from '../../provisioning/observation.ts'
import type { Operation } from '../../provisioning/operation.ts'
import type { RevertText } from '../../provisioning/render-revert.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { loadDefaultBranch } from '../dispatch-run.ts'
import type { GitHub } from '../octokit.ts'
import { proposeFile } from './propose-file.ts'
import { asking, isRateLimit, statusOf } from '../limits/refusal.ts'

type RevertSeen = Extract<
  Observation,
  { type: 'revert-open' | 'revert-merged' | 'revert-closed' | 'revert-unneeded' | 'revert-refused' }
>

/**
 * Opens the pull request that restores one tenant's file to its last good content, or takes it away. What is already
 * there of it, a pull request, a branch, is used; what somebody changed since is left alone.
 */
export async function openRevert(
  github: GitHub,
  operation: Operation,
  { words, lastGood }: { words: RevertText; lastGood: Deployed | undefined },
): Promise<RevertSeen> {
  const { estate, file, blob } = operation
  try {
    const existing = await findRevert(github, estate, words.branch)
    if (existing !== undefined) return existing
    const branch = await loadDefaultBranch(github, estate)
    if ((await loadBlobId(github, operation, branch)) !== blob) return unneeded
    const entry = { path: file, mode: '100644', type: 'blob', sha: lastGood?.blob ?? null } as const
    return { type: 'revert-open', pull: await proposeFile(github, estate, { base: branch, entry, words }) }
  } catch (error) {
    const status = statusOf(error)
    if (status === undefined || ![403, 404, 409, 422].includes(status) || isRateLimit(error)) throw error
    return { type: 'revert-refused', says: `${(error as Error).message.slice(0, 300)} (${status})` }
  }
}

const unneeded: RevertSeen = {
  type: 'revert-unneeded',
  says: 'The file was changed since by another pull request, so there is nothing left to take back.',
}

export async function observeRevert(github: GitHub, operation: Operation, pull: number): Promise<RevertSeen> {
  const { owner, repo } = operation.estate
  const { data } = await asking(`read pull request #${pull}`, () =>
    github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { owner, repo, pull_number: pull }),
  )
  if (data.merged) return { type: 'revert-merged' }
  if ((await loadBlobId(github, operation, data.base.ref)) !== operation.blob) return unneeded
  return data.state === 'open' ? { type: 'revert-open', pull } : { type: 'revert-closed' }
}

/** Says why, and closes. One that is closed already is left as it is. */
export async function closeRevert(
  github: GitHub,
  { owner, repo }: EstateRef,
  { pull, says }: { pull: number; says: string },
): Promise<void> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...{ owner, repo, pull_number: pull },
  })
  if (data.state !== 'open') return
  await github.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
    ...{ owner, repo, issue_number: pull, body: says },
  })
  await github.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
    ...{ owner, repo, pull_number: pull, state: 'closed' },
  })
}

/** The pull request of that branch. The branch's name holds the operation's id, so it is this operation's alone. */
async function findRevert(
  github: GitHub,
  { owner, repo }: EstateRef,
  branch: string,
): Promise<RevertSeen | undefined> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/pulls', {
    ...{ owner, repo, head: `${owner}:${branch}`, state: 'all', per_page: 100 },
  })
  const own = data.filter(({ head }) => head.ref === branch)
  if (own.some(({ merged_at: at }) => at !== null)) return { type: 'revert-merged' }
  const open = own.find(({ state }) => state === 'open')
  if (open !== undefined) return { type: 'revert-open', pull: open.number }
  return own.length > 0 ? { type: 'revert-closed' } : undefined
}

/** Object id of the tenant's file on a branch; undefined when it is not there. */
async function loadBlobId(
  github: GitHub,
  { estate: { owner, repo }, file }: Operation,
  ref: string,
): Promise<string | undefined> {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/contents/{path}', {
      ...{ owner, repo, path: file, ref },
    })
    return Array.isArray(data) ? undefined : data.sha
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}
