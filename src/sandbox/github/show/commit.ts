import type { GitHub } from '../github.ts'
import { accountByEmail } from '../access/person.ts'
import type { Commit } from '../git/commit.ts'
import type { Repository } from '../memory/repository.ts'
import { showAccount } from './account.ts'
import { apiOf, nodeId, webOf } from './links.ts'

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }

/** `commit`: git's facts and the accounts behind its two e-mail addresses (null when there is none). */
export function showCommit(github: GitHub, repository: Repository, commit: Commit) {
  const api = apiOf(github, repository)
  const author = accountByEmail(github, commit.author.email)
  const committer = accountByEmail(github, commit.committer.email)
  return {
    url: `${api}/commits/${commit.sha}`,
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    html_url: `${webOf(github, repository)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${commit.sha}`,
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      comment_count: 0,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      verification: unsigned,
    },
    author: author && showAccount(github, author),
    committer: committer && showAccount(github, committer),
    parents: commit.parents.map((sha) => showParent(github, repository, sha)),
  }
}

/** `git-commit`, of the git database. */
export function showGitCommit(github: GitHub, repository: Repository, commit: Commit) {
  const api = apiOf(github, repository)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${webOf(github, repository)}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    message: commit.message,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      ...showParent(github, repository, sha),
      url: `${api}/git/commits/${sha}`,
    })),
    verification: unsigned,
  }
}

function showParent(github: GitHub, repository: Repository, sha: string) {
  return {
    sha,
    url: `${apiOf(github, repository)}/commits/${sha}`,
    html_url: `${webOf(github, repository)}/commit/${sha}`,
  }
}

/** `simple-commit`, of workflow runs and check suites. */
export function showSimpleCommit(commit: Commit) {
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: commit.committer.date,
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  }
}
