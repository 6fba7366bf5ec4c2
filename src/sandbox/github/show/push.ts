import type { GitHub } from '../github.ts'
import { accountByEmail } from '../access/person.ts'
import { isAncestor } from '../git/compare.ts'
import { readCommit, readRange, type Commit, type Signature } from '../git/commit.ts'
import { diffTrees } from '../git/diff.ts'
import { accountOf } from '../memory/memory.ts'
import type { Repository } from '../memory/repository.ts'
import type { Move } from '../git/write.ts'
import { webOf } from './links.ts'
import { showRepository } from './repository.ts'
import { showAccount } from './account.ts'

const zero = '0'.repeat(40)
/** The most commits that GitHub lists in one push event. */
const mostCommits = 2048

/** The payload of `push`. Its repository differs from all others: times in seconds, owner with a name. */
export async function showPush(
  github: GitHub,
  repository: Repository,
  { move, pusher }: { move: Move; pusher: string },
) {
  const { ref, before, after } = move
  const web = webOf(github, repository)
  const who = accountOf(github.memory, pusher)
  const owner = accountOf(github.memory, repository.owner)
  const commits = after ? await readPushed(repository, move) : []
  const shown = await Promise.all(commits.map((commit) => showPushed(github, repository, commit)))
  const head = after ? await readCommit(repository.folder, after) : null
  return {
    ref,
    before: before ?? zero,
    after: after ?? zero,
    base_ref: null,
    created: before === null,
    deleted: after === null,
    forced: before !== null && after !== null && !(await isAncestor(repository.folder, before, after)),
    compare: `${web}/compare/${(before ?? zero).slice(0, 12)}...${(after ?? zero).slice(0, 12)}`,
    commits: shown,
    head_commit:
      shown.find(({ id }) => id === after) ?? (head && (await showPushed(github, repository, head))),
    pusher: { name: who.login, email: who.email },
    repository: {
      ...showRepository(github, repository),
      owner: { ...showAccount(github, owner), name: owner.login, email: owner.email },
      created_at: seconds(repository.createdAt),
      pushed_at: seconds(repository.pushedAt),
      stargazers: 0,
      master_branch: repository.defaultBranch,
      ...(owner.type === 'Organization' && { organization: owner.login }),
    },
  }
}

async function readPushed(repository: Repository, { before, after }: Move): Promise<Commit[]> {
  if (!after) return []
  const from = before ?? repository.defaultBranch
  const known = await readRange(repository.folder, from, after).catch(() => [])
  return known.slice(-mostCommits)
}

async function showPushed(github: GitHub, repository: Repository, commit: Commit) {
  const parent = commit.parents[0]
  const files = parent ? await diffTrees(repository.folder, parent, commit.sha) : []
  const named = (...states: string[]) =>
    files.filter(({ status }) => states.includes(status)).map(({ filename }) => filename)
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${webOf(github, repository)}/commit/${commit.sha}`,
    author: person(github, commit.author),
    committer: person(github, commit.committer),
    added: named('added', 'renamed', 'copied'),
    removed: [
      ...named('removed'),
      ...files.flatMap(({ previousFilename }) => (previousFilename === null ? [] : [previousFilename])),
    ],
    modified: named('modified', 'changed'),
  }
}

function person(github: GitHub, { name, email }: Signature) {
  const account = accountByEmail(github, email)
  return { name, email, ...(account && { username: account.login }) }
}

const seconds = (moment: string) => Math.floor(Date.parse(moment) / 1000)
