import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { compare, isAncestor, type Comparison } from '../git/compare.ts'
import { readCommit, readHistory, type Commit } from '../git/commit.ts'
import { diffTrees } from '../git/diff.ts'
import { findCommit } from '../git/read.ts'
import { ok, type Answer } from '../http/answer.ts'
import { paged } from '../http/page.ts'
import { notFound } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import { isPull } from '../pulls/after-push.ts'
import { showCommit } from '../show/commit.ts'
import { showFile } from '../show/file.ts'
import { apiOf, webOf } from '../show/links.ts'
import { showPullSimple } from '../show/pull.ts'
import { commitAsked, commitNamed } from './at-commit.ts'

export const commitRoutes = [
  inRepository('GET', '/commits', granted('contents:read'), async (call) => {
    const { github, repository, query } = call
    const tip = await commitAsked(call, 'sha')
    const history = await readHistory(repository.folder, tip, query.get('path') ?? undefined)
    return paged(call, history, (page) => page.map((commit) => showCommit(github, repository, commit)))
  }),
  inRepository('GET', '/commits/{ref}', granted('contents:read'), async (call) => {
    const sha = await commitNamed(call, call.params.ref ?? '')
    return ok(await showDetailed(call, await readCommit(call.repository.folder, sha)))
  }),
  inRepository('GET', '/commits/{commit_sha}/pulls', granted('pull_requests:read'), async (call) => {
    const { github, repository } = call
    const sha = await commitNamed(call, call.params.commit_sha ?? '')
    const pulls = [...repository.issues.values()].filter(isPull)
    const holding = await Promise.all(
      pulls.map(
        async ({ pull }) =>
          pull.mergeCommitSha === sha ||
          ((await isAncestor(repository.folder, sha, pull.headSha)) &&
            !(await isAncestor(repository.folder, sha, pull.baseSha))),
      ),
    )
    return paged(
      call,
      pulls.filter((_, index) => holding[index]),
      (page) => page.map((issue) => showPullSimple(github, repository, issue)),
    )
  }),
  inRepository('GET', '/compare/{basehead}', granted('contents:read'), compareTwo),
]

async function showDetailed({ github, repository }: RepositoryCall, commit: Commit) {
  const [parent] = commit.parents
  const empty = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'
  const files = await diffTrees(repository.folder, parent ?? empty, commit.sha)
  const sum = (field: 'additions' | 'deletions') => files.reduce((total, file) => total + file[field], 0)
  return {
    ...showCommit(github, repository, commit),
    stats: {
      total: sum('additions') + sum('deletions'),
      additions: sum('additions'),
      deletions: sum('deletions'),
    },
    files: files.map((file) => showFile(github, repository, { file, sha: commit.sha })),
  }
}

/** GitHub lists at most 300 files, on the first page only, and 250 commits unless asked to page. */
const mostFiles = 300
const mostCommits = 250

async function compareTwo(call: RepositoryCall): Promise<Answer> {
  const { github, repository, params, query } = call
  const [baseName = '', headName = ''] = (params.basehead ?? '').split('...')
  const [base, head] = await Promise.all(
    [baseName, headName].map((name) => findCommit(repository.folder, plain(name))),
  )
  const found = base && head ? await compare(repository.folder, base, head) : null
  if (!found) throw notFound()
  const [baseCommit, mergeBase] = await Promise.all(
    [found.base, found.mergeBase].map((sha) => readCommit(repository.folder, sha)),
  )
  if (!baseCommit || !mergeBase) throw notFound()
  const asPages = query.has('page') || query.has('per_page')
  const firstPage = Number(query.get('page') ?? 1) === 1
  const address = `compare/${baseName}...${headName}`
  const web = `${webOf(github, repository)}/${address}`
  const show = (commits: readonly Commit[]) => ({
    url: `${apiOf(github, repository)}/${address}`,
    html_url: web,
    permalink_url: `${webOf(github, repository)}/compare/${found.base}...${found.head}`,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    base_commit: showCommit(github, repository, baseCommit),
    merge_base_commit: showCommit(github, repository, mergeBase),
    status: statusOf(found),
    ahead_by: found.ahead,
    behind_by: found.behind,
    total_commits: found.ahead,
    commits: commits.map((commit) => showCommit(github, repository, commit)),
    ...(firstPage && {
      files: found.files
        .slice(0, mostFiles)
        .map((file) => showFile(github, repository, { file, sha: found.head })),
    }),
  })
  return asPages ? paged(call, found.commits, show) : ok(show(found.commits.slice(0, mostCommits)))
}

const plain = (name: string) => name.replace(/^[\w.-]+:/, '')

function statusOf({ ahead, behind }: Comparison) {
  if (ahead > 0) return behind > 0 ? 'diverged' : 'ahead'
  return behind > 0 ? 'behind' : 'identical'
}
