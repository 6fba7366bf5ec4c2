import { gitText } from './git.ts'
import { readObject } from './reader.ts'

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

export async function readCommit(folder: string, sha: string): Promise<Commit> {
  const object = await readObject(folder, sha)
  if (object?.type !== 'commit') throw new Error(`No commit ${sha}.`)
  return parseRaw(object.sha, object.content.toString('utf8'))
}

/** The commit object itself: headers, an empty line, the message. */
function parseRaw(sha: string, text: string): Commit {
  const blank = text.indexOf('\n\n')
  const headers = text.slice(0, blank).split('\n')
  const all = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1))
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: parseSignature(all('author')[0] ?? ''),
    committer: parseSignature(all('committer')[0] ?? ''),
    message: text.slice(blank + 2).trimEnd(),
  }
}

function parseSignature(line: string): Signature {
  const [, name = '', email = '', seconds = '0'] = /^(.*?) ?<(.*?)> (\d+)/.exec(line) ?? []
  return { name, email, date: toZulu(new Date(Number(seconds) * 1000)) }
}

/** What is reachable from `to` and not from `from`, oldest first. */
export async function readRange(folder: string, from: string, to: string): Promise<Commit[]> {
  return log(folder, ['--topo-order', '--reverse', `${from}..${to}`])
}

/** History from `tip`, newest first; `path` keeps what touched it. */
export async function readHistory(folder: string, tip: string, path?: string): Promise<Commit[]> {
  return log(folder, [tip, ...(path ? ['--', path] : [])])
}

async function log(folder: string, args: readonly string[]): Promise<Commit[]> {
  const text = await gitText(folder, ['log', `--format=${format}`, ...args])
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
    author: { name: an, email: ae, date: toZulu(new Date(ad)) },
    committer: { name: cn, email: ce, date: toZulu(new Date(cd)) },
    message: message.trimEnd(),
  }
}

const toZulu = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z')

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
