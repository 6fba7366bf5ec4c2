import { actorOf } from '../access/caller.ts'
import { signatureOf, webFlow } from '../access/person.ts'
import { refuseProtected } from '../pulls/protected-push.ts'
import { readCommit, writeCommit, type Signature } from '../git/commit.ts'
import { findObject, isSafeRevision, readRef } from '../git/read.ts'
import { writeBlob, writeTree, type TreeChange } from '../git/write.ts'
import { stamp } from '../github.ts'
import type { Answer } from '../http/answer.ts'
import { fieldsOf, type Fields } from '../http/fields.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import { inTurn, push } from '../pulls/move-refs.ts'
import { showGitCommit } from '../show/commit.ts'
import { showContent } from '../show/content.ts'

/** PUT /contents/{path}: one commit that creates or changes one file. */
export async function changeFile(call: RepositoryCall): Promise<Answer> {
  const body = fieldsOf(call.body)
  const message = body.text('message')
  const text = body.text('content')
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text)) throw new Refusal(422, 'content is not valid Base64')
  const content = Buffer.from(text, 'base64')
  const { folder } = call.repository
  return commitOne(call, { body, message }, async (before, path) => {
    const given = body.optionalText('sha')
    if (before && given === undefined) throw new Refusal(422, `Invalid request.\n\n"sha" wasn't supplied.`)
    if (given !== undefined && given !== before) {
      throw new Refusal(409, before ? `${path} does not match ${given}` : `${path} does not exist`)
    }
    return { path, mode: '100644', sha: await writeBlob(folder, content) }
  })
}

/** DELETE /contents/{path}: one commit that removes one file. */
export async function removeFile(call: RepositoryCall): Promise<Answer> {
  const body = fieldsOf(call.body)
  const message = body.text('message')
  const given = body.text('sha')
  return commitOne(call, { body, message }, (before, path) => {
    if (!before) throw notFound()
    if (given !== before) throw new Refusal(409, `${path} does not match ${given}`)
    return Promise.resolve({ path, mode: '100644', sha: null })
  })
}

async function commitOne(
  call: RepositoryCall,
  { body, message }: { body: Fields; message: string },
  plan: (before: string | null, path: string) => Promise<TreeChange>,
): Promise<Answer> {
  const { github, repository, caller } = call
  const { folder } = repository
  const path = (call.params.path ?? '').replace(/\/$/, '')
  if (path === '' || path.split('/').some((part) => ['', '.', '..', '.git'].includes(part))) {
    throw new Refusal(422, 'path contains a malformed path component')
  }
  const branch = body.optionalText('branch') ?? repository.defaultBranch
  const actor = actorOf(caller)
  return inTurn(repository, async () => {
    const ref = `refs/heads/${branch}`
    const tip = isSafeRevision(branch) ? await readRef(folder, ref) : null
    if (!tip) throw new Refusal(404, `Branch ${branch} not found`)
    const before = await findObject(folder, `${tip}:${path}`)
    const change = await plan(before, path)
    const at = stamp(github)
    const author = readSignature(body.object('author'), at) ?? signatureOf(actor, at)
    const committer = readSignature(body.object('committer'), at) ?? webFlow(at)
    const tree = await writeTree(folder, tip, [change])
    const sha = await writeCommit(folder, { tree, parents: [tip], author, committer, message })
    const move = { ref, before: tip, after: sha }
    await refuseProtected(github, repository, { move, caller })
    await push(github, repository, { move, pusher: actor.login })
    const content = change.sha
      ? showContent(github, repository, {
          ...{ path, mode: change.mode, type: 'blob', sha: change.sha, ref: branch },
          size: Buffer.from(body.text('content'), 'base64').length,
        })
      : null
    const commit = showGitCommit(github, repository, await readCommit(folder, sha))
    return { status: before || !change.sha ? 200 : 201, body: { content, commit } }
  })
}

/** `{name, email, date?}` of a request. */
export function readSignature(fields: Fields | undefined, at: string): Signature | undefined {
  if (!fields) return undefined
  return { name: fields.text('name'), email: fields.text('email'), date: fields.optionalText('date') ?? at }
}
