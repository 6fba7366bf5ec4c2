import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { signatureOf } from '../access/person.ts'
import { readCommit, writeCommit } from '../git/commit.ts'
import { findCommit, findObject, objectType, readBlob, readTree, readWholeTree } from '../git/read.ts'
import { writeBlob, writeTree, type TreeChange } from '../git/write.ts'
import { stamp } from '../github.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf, type Fields } from '../http/fields.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import { showGitCommit } from '../show/commit.ts'
import { apiOf, nodeId } from '../show/links.ts'
import { readSignature } from './write-contents.ts'

export const gitDataRoutes = [
  inRepository('GET', '/git/trees/{tree_sha}', granted('contents:read'), async (call) => {
    const { repository, params, query } = call
    const name = params.tree_sha ?? ''
    const commit = await findCommit(repository.folder, name)
    const sha = await findObject(repository.folder, `${commit ?? name}^{tree}`)
    if (!sha) throw notFound()
    return ok(await showTree(call, sha, query.has('recursive')))
  }),
  inRepository('POST', '/git/trees', granted('contents:write'), createTree),
  inRepository(
    'GET',
    '/git/blobs/{file_sha}',
    granted('contents:read'),
    async ({ github, repository, params }) => {
      const sha = params.file_sha ?? ''
      if (!isSha(sha) || (await objectType(repository.folder, sha)) !== 'blob') throw notFound()
      const content = await readBlob(repository.folder, sha)
      return ok({
        ...showBlob(`${apiOf(github, repository)}/git/blobs/`, sha),
        node_id: nodeId('Blob', sha),
        size: content.length,
        content: content.toString('base64'),
        encoding: 'base64',
      })
    },
  ),
  inRepository('POST', '/git/blobs', granted('contents:write'), async ({ github, repository, body }) => {
    const fields = fieldsOf(body)
    const encoding = fields.oneOf('encoding', ['utf-8', 'base64']) ?? 'utf-8'
    const content = Buffer.from(fields.text('content'), encoding === 'base64' ? 'base64' : 'utf8')
    return created(
      showBlob(`${apiOf(github, repository)}/git/blobs/`, await writeBlob(repository.folder, content)),
    )
  }),
  inRepository(
    'GET',
    '/git/commits/{commit_sha}',
    granted('contents:read'),
    async ({ github, repository, params }) => {
      const sha = params.commit_sha ?? ''
      if (!isSha(sha) || (await objectType(repository.folder, sha)) !== 'commit') throw notFound()
      return ok(showGitCommit(github, repository, await readCommit(repository.folder, sha)))
    },
  ),
  inRepository('POST', '/git/commits', granted('contents:write'), createCommit),
]

const isSha = (text: string) => /^[0-9a-f]{40}$/.test(text)
const showBlob = (base: string, sha: string) => ({ url: base + sha, sha })

/** GitHub cuts a recursive tree at this many entries and says `truncated`. */
const mostEntries = 100_000

async function showTree({ github, repository }: RepositoryCall, sha: string, recursive: boolean) {
  const api = apiOf(github, repository)
  const entries = await (recursive ? readWholeTree : readTree)(repository.folder, sha)
  return {
    sha,
    url: `${api}/git/trees/${sha}`,
    tree: entries.slice(0, mostEntries).map(({ path, mode, type, sha: object, size }) => ({
      path,
      mode,
      type,
      sha: object,
      ...(size !== null && { size }),
      ...(type !== 'commit' && { url: `${api}/git/${type}s/${object}` }),
    })),
    truncated: entries.length > mostEntries,
  }
}

async function createTree(call: RepositoryCall): Promise<Answer> {
  const { folder } = call.repository
  const fields = fieldsOf(call.body)
  const entries = fields.objects('tree')
  if (!entries) throw new Refusal(422, 'Invalid tree info')
  const changes = await Promise.all(entries.map((entry) => readEntry(folder, entry)))
  const given = fields.optionalText('base_tree')
  const base = given === undefined ? null : await findObject(folder, `${given}^{tree}`)
  if (given !== undefined && !base) throw new Refusal(422, 'base_tree is not a valid tree oid')
  const removed = changes.find(({ sha }) => sha === null)
  if (removed && (!base || !(await findObject(folder, `${base}:${removed.path}`)))) {
    throw new Refusal(422, 'GitRPC::BadObjectState')
  }
  return created(await showTree(call, await writeTree(folder, base, changes), false))
}

async function readEntry(folder: string, entry: Fields): Promise<TreeChange> {
  const path = entry.text('path')
  if (path.split('/').some((part) => ['', '.', '..', '.git'].includes(part))) {
    throw new Refusal(422, 'tree.path contains a malformed path component')
  }
  const mode = entry.oneOf('mode', ['100644', '100755', '040000', '160000', '120000']) ?? '100644'
  const content = entry.optionalText('content')
  if (content !== undefined) return { path, mode, sha: await writeBlob(folder, content) }
  if (entry.has('sha') && entry.raw('sha') === null) return { path, mode, sha: null }
  const sha = entry.text('sha')
  if (!isSha(sha) || !(await objectType(folder, sha))) {
    throw new Refusal(422, `tree.sha ${sha} is not a valid blob`)
  }
  return { path, mode, sha }
}

async function createCommit({ github, repository, caller, body }: RepositoryCall): Promise<Answer> {
  const { folder } = repository
  const fields = fieldsOf(body)
  const message = fields.text('message')
  const tree = fields.text('tree')
  const parents = fields.texts('parents') ?? []
  if (!isSha(tree) || (await objectType(folder, tree)) !== 'tree') {
    throw new Refusal(422, 'Tree SHA does not exist')
  }
  for (const parent of parents) {
    if (!isSha(parent) || (await objectType(folder, parent)) !== 'commit') {
      throw new Refusal(422, 'Parent SHA does not exist or is not a commit object')
    }
  }
  const at = stamp(github)
  const author = readSignature(fields.object('author'), at) ?? signatureOf(actorOf(caller), at)
  const committer = readSignature(fields.object('committer'), at) ?? author
  const sha = await writeCommit(folder, { tree, parents, author, committer, message })
  return created(showGitCommit(github, repository, await readCommit(folder, sha)))
}
