import type { Brought, MergeInput } from '../../provisioning/merge-input.ts'
import { changedPaths, type Tree } from '../../tenant/changed-paths.ts'
import { isRulePath, type EstateFile } from '../../tenant/estate-file.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { looksLikeTenantFile } from '../../tenant/layout.ts'
import { settingsPath } from '../../tenant/settings/file.ts'
import type { BlobCache } from '../blob-cache.ts'
import { loadDefaultBranch } from '../dispatch-run.ts'
import { reader } from './load-changes.ts'
import { loadTree, loadTreeIfKept } from './load-tree.ts'
import type { GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/** The commit at the tip of the default branch. */
export async function loadTip(github: GitHub, estate: EstateRef): Promise<string> {
  const { owner, repo } = estate
  const branch = await loadDefaultBranch(github, estate)
  const { data } = await asking(`read the branch ${branch}`, () =>
    github.request('GET /repos/{owner}/{repo}/branches/{branch}', { owner, repo, branch }),
  )
  return data.commit.sha
}

/** Tenant files that differ between two commits of the default branch; every one, when `from` was pushed away. */
export async function loadBetween(
  github: GitHub,
  estate: EstateRef,
  { from, to, cache }: { from: string; to: string; cache: BlobCache },
): Promise<MergeInput> {
  const [was, is] = await Promise.all([loadTreeIfKept(github, estate, from), loadTree(github, estate, to)])
  const before: Tree = was ?? new Map()
  const paths = changedPaths(before, is).filter(looksLikeTenantFile)
  const read = reader(github, estate, cache)
  const load = async (tree: Tree, wanted: readonly string[]) =>
    new Map((await read(wanted.flatMap((path) => tree.get(path) ?? []))).map((file) => [file.path, file]))
  const [old, now] = await Promise.all([load(before, paths), load(is, [...paths, settingsPath])])
  return {
    files: paths.map((path) => ({ path, before: old.get(path), after: now.get(path) })),
    paths: [...is.keys()],
    settings: now.get(settingsPath),
    parent: was === undefined ? to : from,
    headSha: undefined,
    mergedAt: undefined,
  }
}

/** The last commit up to `tip` that touched the path, and the pull request that was merged with it. */
export async function loadBrought(
  github: GitHub,
  estate: EstateRef,
  { tip, path }: { tip: string; path: string },
): Promise<Brought> {
  const { owner, repo } = estate
  const commits = await asking(`read who changed ${path}`, () =>
    github.request('GET /repos/{owner}/{repo}/commits', { owner, repo, sha: tip, path, per_page: 1 }),
  )
  const sha = commits.data[0]?.sha ?? tip
  const pulls = await asking(`read the pull requests of ${sha.slice(0, 12)}`, () =>
    github.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { owner, repo, commit_sha: sha }),
  )
  const [one] = pulls.data.flatMap(({ number, merged_at: at, merge_commit_sha: merge }) =>
    at === null || merge === null ? [] : [{ estate, pull: number, sha: merge }],
  )
  return { sha, merged: one }
}

/** The rules as a commit holds them. */
export async function loadRules(
  github: GitHub,
  estate: EstateRef,
  { sha, cache }: { sha: string; cache: BlobCache },
): Promise<readonly EstateFile[]> {
  const tree = await loadTree(github, estate, sha)
  return reader(github, estate, cache)([...tree.values()].filter(({ path }) => isRulePath(path)))
}
