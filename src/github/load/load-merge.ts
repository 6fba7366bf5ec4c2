import type { MergedPull, MergeInput } from '../../provisioning/merge-input.ts'
import type { FileChange } from '../../tenant/estate-file.ts'
import type { EstateRef } from '../../tenant/estate-ref.ts'
import { looksLikeTenantFile } from '../../tenant/layout.ts'
import { settingsPath } from '../../tenant/settings/file.ts'
import type { BlobCache } from '../blob-cache.ts'
import { loadDefaultBranch } from '../dispatch-run.ts'
import { reader } from './load-changes.ts'
import { loadTree, type Tree } from './load-tree.ts'
import { everyItem, type GitHub } from '../octokit.ts'
import { asking } from '../limits/refusal.ts'

/**
 * What a merged pull request did to tenant files. GitHub's list of files says which and which are new, whether it was
 * merged, squashed or rebased; the trees of the merge commit and of its first parent say what they hold. Nothing, when
 * it was not merged into the default branch.
 */
export async function loadMerge(
  github: GitHub,
  { estate, pull, sha }: MergedPull,
  cache: BlobCache,
): Promise<MergeInput> {
  const { owner, repo } = estate
  const { headSha, mergedAt, intoDefault } = await loadMergedPull(github, { estate, pull, sha })
  if (!intoDefault) return { files: [], paths: [], settings: undefined, parent: undefined, headSha, mergedAt }
  const [listed, commit, at] = await Promise.all([
    loadTouched(github, estate, pull),
    asking(`read the merge commit ${sha.slice(0, 12)}`, () =>
      github.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', { owner, repo, commit_sha: sha }),
    ),
    loadTree(github, estate, sha),
  ])
  const parent = commit.data.parents[0]?.sha
  const before: Tree = parent === undefined ? new Map() : await loadTree(github, estate, parent)
  const touched = listed ?? difference(before, at)
  const paths = touched.map(({ path }) => path).filter(looksLikeTenantFile)
  const isNew = new Set(touched.flatMap(({ path, added }) => (added ? [path] : [])))

  const read = reader(github, estate, cache)
  const [settings] = await read([...at.values()].filter(({ path }) => path === settingsPath))
  const load = async (tree: Tree, wanted: readonly string[]) =>
    new Map((await read(wanted.flatMap((path) => tree.get(path) ?? []))).map((file) => [file.path, file]))
  const [was, is] = await Promise.all([
    load(
      before,
      paths.filter((path) => !isNew.has(path)),
    ),
    load(at, paths),
  ])
  const files = paths
    .map((path): FileChange => ({ path, before: was.get(path), after: is.get(path) }))
    .filter((file) => file.before !== undefined || file.after !== undefined)
  return { files, paths: [...at.keys()], settings, parent, headSha, mergedAt }
}

/** `intoDefault`: a merge into any other branch was never held to the rules, and changes nothing of what should stand. */
async function loadMergedPull(github: GitHub, { estate: { owner, repo }, pull, sha }: MergedPull) {
  const { data } = await asking(`read pull request #${pull}`, () =>
    github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { owner, repo, pull_number: pull }),
  )
  return {
    headSha: data.head.sha,
    mergedAt: data.merged_at ?? undefined,
    intoDefault:
      data.merged && data.merge_commit_sha === sha && data.base.ref === data.base.repo.default_branch,
  }
}

type Touched = Readonly<{ path: string; added: boolean }>

/** Undefined when GitHub's list is cut: it ends at 3 000 files. */
async function loadTouched(
  github: GitHub,
  { owner, repo }: EstateRef,
  pull: number,
): Promise<readonly Touched[] | undefined> {
  const files = await asking(`read the files of #${pull}`, () =>
    everyItem((page) =>
      github.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
        ...{ owner, repo, pull_number: pull, per_page: 100, page },
      }),
    ),
  )
  if (files.length >= 3000) return undefined
  return files.flatMap(({ filename, previous_filename: previous, status }) => [
    { path: filename, added: status === 'added' || status === 'renamed' || status === 'copied' },
    ...(previous === undefined || status !== 'renamed' ? [] : [{ path: previous, added: false }]),
  ])
}

const difference = (before: Tree, at: Tree): readonly Touched[] =>
  [...new Set([...before.keys(), ...at.keys()])]
    .filter((path) => before.get(path)?.blob !== at.get(path)?.blob)
    .map((path) => ({ path, added: !before.has(path) }))

/** Pull requests merged into the default branch after `since`, oldest first. */
export async function loadMergedSince(
  github: GitHub,
  estate: EstateRef,
  since: Date,
): Promise<readonly (MergedPull & { mergedAt: string })[]> {
  const { owner, repo } = estate
  const branch = await loadDefaultBranch(github, estate)
  const found: (MergedPull & { mergedAt: string })[] = []
  for (let page = 1; page <= 30; page++) {
    const { data } = await asking('list merged pull requests', () =>
      github.request('GET /repos/{owner}/{repo}/pulls', {
        ...{ owner, repo, state: 'closed', base: branch, sort: 'updated', direction: 'desc' },
        ...{ per_page: 100, page },
      }),
    )
    const recent = data.filter(({ updated_at: at }) => Date.parse(at) >= since.getTime())
    for (const { number, merged_at: mergedAt, merge_commit_sha: sha } of recent)
      if (mergedAt !== null && sha !== null && Date.parse(mergedAt) >= since.getTime())
        found.push({ estate, pull: number, sha, mergedAt })
    if (recent.length < 100) break
  }
  return found.sort((one, other) => Date.parse(one.mergedAt) - Date.parse(other.mergedAt))
}
