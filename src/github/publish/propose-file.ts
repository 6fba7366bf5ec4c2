import type { EstateRef } from '../../tenant/estate-ref.ts'
import type { GitHub } from '../octokit.ts'
import { statusOf } from '../limits/refusal.ts'

type Proposal = Readonly<{
  /** The branch it is for. */
  base: string
  /** One file as it is to be: by its content, by an object that is there already, or gone (null). */
  entry: Readonly<
    { path: string; mode: '100644'; type: 'blob' } & ({ sha: string | null } | { content: string })
  >
  words: Readonly<{ branch: string; title: string; body: string; commitMessage: string }>
}>

/** Opens a pull request of a branch of our own that changes one file. Answers its number. */
export async function proposeFile(
  github: GitHub,
  estate: EstateRef,
  { base, entry, words }: Proposal,
): Promise<number> {
  const { owner, repo } = estate
  const tip = await github.request('GET /repos/{owner}/{repo}/branches/{branch}', {
    ...{ owner, repo, branch: base },
  })
  const tree = await github.request('POST /repos/{owner}/{repo}/git/trees', {
    ...{ owner, repo, base_tree: tip.data.commit.commit.tree.sha, tree: [entry] },
  })
  const commit = await github.request('POST /repos/{owner}/{repo}/git/commits', {
    ...{ owner, repo, message: words.commitMessage },
    ...{ tree: tree.data.sha, parents: [tip.data.commit.sha] },
  })
  await pointBranch(github, estate, words.branch, commit.data.sha)
  const pull = await github.request('POST /repos/{owner}/{repo}/pulls', {
    ...{ owner, repo, title: words.title, body: words.body, head: words.branch, base },
  })
  return pull.data.number
}

/** A branch that an earlier try left behind is pointed anew: nobody else works on it. */
async function pointBranch(
  github: GitHub,
  { owner, repo }: EstateRef,
  branch: string,
  sha: string,
): Promise<void> {
  try {
    await github.request('POST /repos/{owner}/{repo}/git/refs', {
      ...{ owner, repo, ref: `refs/heads/${branch}`, sha },
    })
  } catch (error) {
    if (statusOf(error) !== 422) throw error
    await github.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      ...{ owner, repo, ref: `heads/${branch}`, sha, force: true },
    })
  }
}
