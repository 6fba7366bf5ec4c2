import { cumulativeDays } from '../approvals/cumulative.ts'
import type { ReviewInput } from '../review/input.ts'
import { changedPaths } from '../tenant/changed-paths.ts'
import { isRulePath, type EstateFile, type FileChange } from '../tenant/estate-file.ts'
import { looksLikeTenantFile } from '../tenant/layout.ts'
import { parseSettings, settingsPath } from '../tenant/settings/file.ts'
import { loadContents } from './load-contents.ts'
import { loadTree } from './load-tree.ts'
import { mergeBaseOf, openRepository, resolveCommit, type Repository } from './repository.ts'
import { loadFile } from './working-tree.ts'

export type Range = Readonly<{
  base: string
  /** Undefined: the working tree, what is not committed included. */
  head: string | undefined
  /** ISO 8601; the day of prices and rates for a working tree. */
  now: string
}>

/** What a pull request of `head` into `base` would be judged by, as far as a clone knows it: no people, no registry. */
export async function loadLocalReview(dir: string, { base, head, now }: Range): Promise<ReviewInput> {
  const repository = await openRepository(dir)
  const baseSha = await resolveCommit(repository, base)
  const headSha = await resolveCommit(repository, head ?? 'HEAD')
  const mergeBaseSha = await mergeBaseOf(repository, baseSha, headSha)
  const baseTree = await loadTree(repository, baseSha)
  const relevant = [...baseTree.values()].filter(({ path }) => isRead(path))
  const inForce = await loadContents(repository, relevant)
  const { files, headPaths } =
    head === undefined
      ? await workingTreeChanges(repository, mergeBaseSha)
      : await commitChanges(repository, mergeBaseSha, headSha)
  return {
    pull: undefined,
    files,
    headPaths,
    rules: inForce.filter(({ path }) => isRulePath(path)),
    neighbours: inForce.filter(({ path }) => looksLikeTenantFile(path)),
    ...(countsTime(inForce) && { earlier: await tenantsAt(repository, baseSha, windowBefore(now)) }),
    standing: undefined,
    people: undefined,
    reviewed: {},
    on: head === undefined ? now : await commitDate(repository, headSha),
    today: now,
  }
}

const countsTime = (files: readonly EstateFile[]): boolean =>
  parseSettings(files.find(({ path }) => path === settingsPath)).settings?.approvals.cumulative === true

const windowBefore = (now: string): string =>
  new Date(Date.parse(now) - cumulativeDays * 86_400_000).toISOString()

/** Along the first parents: the date of a commit that a merge brought in is its writer's to choose. */
async function tenantsAt(
  repository: Repository,
  tip: string,
  moment: string,
): Promise<readonly EstateFile[]> {
  const found = await repository.git.raw(['rev-list', '-1', '--first-parent', `--before=${moment}`, tip])
  // A branch that began later had no tenants then.
  if (found.trim() === '') return []
  const tree = await loadTree(repository, found.trim())
  return loadContents(
    repository,
    [...tree.values()].filter(({ path }) => looksLikeTenantFile(path)),
  )
}

type Changes = Readonly<{ files: readonly FileChange[]; headPaths: readonly string[] }>

async function commitChanges(repository: Repository, from: string, to: string): Promise<Changes> {
  const before = await loadTree(repository, from)
  const after = await loadTree(repository, to)
  const paths = changedPaths(before, after)
  const old = await loadSide(repository, before, paths)
  const now = await loadSide(repository, after, paths)
  return {
    files: paths.map((path) => ({ path, before: old.get(path), after: now.get(path) })),
    headPaths: [...after.keys()],
  }
}

async function workingTreeChanges(repository: Repository, from: string): Promise<Changes> {
  const { git, root } = repository
  const list = async (...args: readonly string[]) =>
    (await git.raw([...args])).split('\0').filter((path) => path !== '')
  const before = await loadTree(repository, from)
  const untracked = await list('ls-files', '-z', '--others', '--exclude-standard')
  const touched = await list('diff', '-z', '--name-only', '--no-renames', from)
  const paths = [...new Set([...touched, ...untracked])].sort()
  const old = await loadSide(repository, before, paths)
  const files = paths.flatMap((path) => {
    const change = { path, before: old.get(path), after: loadFile(root, path) }
    return differs(change) ? [change] : []
  })
  const gone = new Set(files.flatMap(({ path, after }) => (after === undefined ? [path] : [])))
  const tracked = await list('ls-files', '-z')
  return { files, headPaths: [...new Set([...tracked, ...untracked])].filter((path) => !gone.has(path)) }
}

/** A file that was only touched, or whose submodule stands where it stood, is no change. */
const differs = ({ before, after }: FileChange): boolean =>
  before?.mode !== after?.mode || (before?.blob !== after?.blob && after?.mode !== '160000')

async function loadSide(
  repository: Repository,
  tree: Awaited<ReturnType<typeof loadTree>>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, EstateFile>> {
  const entries = paths.flatMap((path) => tree.get(path) ?? [])
  const read = await loadContents(
    repository,
    entries.filter(({ path }) => isRead(path)),
  )
  const others = entries.filter(({ path }) => !isRead(path)).map((entry) => ({ ...entry, bytes: undefined }))
  return new Map([...read, ...others].map((file) => [file.path, file]))
}

/** Of other files the path is enough. */
const isRead = (path: string): boolean => isRulePath(path) || looksLikeTenantFile(path)

const commitDate = async ({ git }: Repository, sha: string): Promise<string> =>
  (await git.raw(['show', '-s', '--format=%cI', sha])).trim()
