import type { EstateFile } from '../../tenant/estate-file.ts'
import type { Tree, TreeEntry } from '../../tenant/changed-paths.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { UserError } from '../../tenant/user-error.ts'
import type { GitHub } from '../octokit.ts'
import { asking, statusOf } from '../limits/refusal.ts'
import type { TreeCache } from '../tree-cache.ts'

/** Every file of a commit, by path. Unlike a pull request's list of files it has no end at 3 000. */
export const loadTree = (github: GitHub, estate: EstateRef, sha: string, trees?: TreeCache): Promise<Tree> =>
  asking(`read the files of ${sha.slice(0, 12)}`, () => recallTree(github, estate, sha, trees))

/** The same; undefined when the commit is no longer there, as after a force push. */
export const loadTreeIfKept = (
  github: GitHub,
  estate: EstateRef,
  sha: string,
  trees?: TreeCache,
): Promise<Tree | undefined> =>
  asking(`read the files of ${sha.slice(0, 12)}`, async () => {
    try {
      return await recallTree(github, estate, sha, trees)
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 422) return undefined
      throw error
    }
  })

async function recallTree(
  github: GitHub,
  estate: EstateRef,
  sha: string,
  trees: TreeCache | undefined,
): Promise<Tree> {
  const repository = `${estate.owner}/${estate.repo}`
  const known = trees?.get(repository, sha)
  if (known !== undefined) return known
  const tree = await requestTree(github, estate, sha)
  trees?.set(repository, sha, tree)
  return tree
}

async function requestTree(github: GitHub, { owner, repo }: EstateRef, sha: string): Promise<Tree> {
  const { data } = await github.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
    ...{ owner, repo, tree_sha: sha, recursive: '1' },
  })
  if (data.truncated)
    throw new UserError(
      `The repository has too many files for GitHub to list them all (${sha.slice(0, 12)}).`,
      {
        fix: 'Keep the estate in a repository of its own: Landlord never decides on half of the files.',
      },
    )
  const files = data.tree.flatMap(({ path, sha: blob, mode, size }): TreeEntry[] =>
    isFileMode(mode) ? [{ path, blob, mode, size: size ?? 0 }] : [],
  )
  return new Map(files.map((file) => [file.path, file]))
}

const isFileMode = (mode: string): mode is EstateFile['mode'] => fileModes.includes(mode)
const fileModes: readonly string[] = ['100644', '100755', '120000', '160000']

export type { Tree } from '../../tenant/changed-paths.ts'
