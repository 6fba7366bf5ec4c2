import type { Checkpoint } from '../../audit/checkpoint.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { GitHub } from '../octokit.ts'
import { asking, statusOf } from '../limits/refusal.ts'

const branch = 'audit-anchors'

/** Commits a checkpoint to the branch `audit-anchors`, which shares no history with the estate's own. */
export async function publishAnchor(
  github: GitHub,
  estate: EstateRef,
  checkpoint: Checkpoint,
): Promise<void> {
  const { owner, repo } = estate
  await asking('publish an audit checkpoint', async () => {
    const parent = await loadAnchors(github, estate)
    const path = `checkpoints/${String(checkpoint.size).padStart(12, '0')}.json`
    const content = `${JSON.stringify(checkpoint)}\n`
    const tree = await github.request('POST /repos/{owner}/{repo}/git/trees', {
      ...{ owner, repo, tree: [{ path, mode: '100644', type: 'blob', content }] },
      ...(parent && { base_tree: parent.tree }),
    })
    const commit = await github.request('POST /repos/{owner}/{repo}/git/commits', {
      ...{ owner, repo, message: `Audit checkpoint of ${checkpoint.size} entries`, tree: tree.data.sha },
      parents: parent === undefined ? [] : [parent.sha],
    })
    const { sha } = commit.data
    if (parent === undefined)
      await github.request('POST /repos/{owner}/{repo}/git/refs', {
        ...{ owner, repo, ref: `refs/heads/${branch}`, sha },
      })
    else
      await github.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
        ...{ owner, repo, ref: `heads/${branch}`, sha, force: false },
      })
  })
}

async function loadAnchors(github: GitHub, { owner, repo }: EstateRef) {
  try {
    const { data } = await github.request('GET /repos/{owner}/{repo}/branches/{branch}', {
      owner,
      repo,
      branch,
    })
    return { sha: data.commit.sha, tree: data.commit.commit.tree.sha }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}
