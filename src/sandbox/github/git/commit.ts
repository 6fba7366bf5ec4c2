import { gitText } from './git.ts'

export type Signature = Readonly<{ name: string; email: string; /** ISO 8601. */ date: string }>

export type Commit = Readonly<{
  sha: string
  tree: string
  parents: readonly string[]
  author: Signature
  committer: Signature
  message: string
}>

const format = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x01') + '%x02'

/** Commits by SHA, in the order asked for. */
export async function readCommits(folder: string, shas: readonly string[]): Promise<Commit[]> {
  if (shas.length === 0) return []
  return log(folder, ['--no-walk=unsorted', '--stdin'], shas.join('\n'))
}

export async function readCommit(folder: string, sha: string): Promise<Commit> {
  const [commit] = await readCommits(folder, [sha])
  if (!commit) throw new Error(`No commit ${sha}.`)
  return commit
}

/** What is reachable from `to` and not from `from`, oldest first. */
export async function readRange(folder: string, from: string, to: string): Promise<Commit[]> {
  return log(folder, ['--topo-order', '--reverse', `${from}..${to}`])
}

/** History from `tip`, newest first; `path` keeps what touched it. */
export async function readHistory(folder: string, tip: string, path?: string): Promise<Commit[]> {
  return log(folder, [tip, ...(path ? ['--', path] : [])])
}

async function log(folder: string, args: readonly string[], input?: string): Promise<Commit[]> {
  const text = await gitText(
    folder,
    ['log', `--format=${format}`, ...args],
    input === undefined ? {} : { input },
  )
  return text
    .split('\x02')
    .map((record) => record.replace(/^\n/, ''))
    .filter(Boolean)
    .map(parseCommit)
}

function parseCommit(record: string): Commit {
  const [
    sha = '',
    tree = '',
    parents = '',
    an = '',
    ae = '',
    ad = '',
    cn = '',
    ce = '',
    cd = '',
    message = '',
  ] = record.split('\x01')
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: toZulu(ad) },
    committer: { name: cn, email: ce, date: toZulu(cd) },
    message: message.trimEnd(),
  }
}

const toZulu = (date: string) => new Date(date).toISOString().replace(/\.\d+Z$/, 'Z')

/** Writes a commit object; nothing points at it yet. */
export async function writeCommit(folder: string, commit: Omit<Commit, 'sha'>): Promise<string> {
  return gitText(
    folder,
    ['commit-tree', commit.tree, ...commit.parents.flatMap((parent) => ['-p', parent])],
    {
      input: commit.message,
      env: {
        GIT_AUTHOR_NAME: commit.author.name,
        GIT_AUTHOR_EMAIL: commit.author.email,
        GIT_AUTHOR_DATE: commit.author.date,
        GIT_COMMITTER_NAME: commit.committer.name,
        GIT_COMMITTER_EMAIL: commit.committer.email,
        GIT_COMMITTER_DATE: commit.committer.date,
      },
    },
  )
}
