import { granted } from '../access/access.ts'
import { actorOf } from '../access/caller.ts'
import { inRepository } from '../access/admit.ts'
import { isAncestor } from '../git/compare.ts'
import { findCommit, isSafeRevision, objectType, readRef, readRefs } from '../git/read.ts'
import type { Move } from '../git/write.ts'
import { created, noContent, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import { inTurn, push } from '../pulls/move-refs.ts'
import { refuseProtected } from '../pulls/protected-push.ts'
import { apiOf, nodeId } from '../show/links.ts'

export const refRoutes = [
  inRepository('GET', '/git/ref/{ref}', granted('contents:read'), async (call) => {
    const ref = refOf(call)
    const sha = await readRef(call.repository.folder, ref)
    if (!sha) throw notFound()
    return ok(await showRef(call, ref, sha))
  }),
  inRepository('GET', '/git/matching-refs/{ref}', granted('contents:read'), async (call) => {
    const refs = [...(await readRefs(call.repository.folder))].filter(([ref]) => ref.startsWith(refOf(call)))
    return ok(await Promise.all(refs.map(([ref, sha]) => showRef(call, ref, sha))))
  }),
  inRepository('POST', '/git/refs', granted('contents:write'), createRef),
  inRepository('PATCH', '/git/refs/{ref}', granted('contents:write'), updateRef),
  inRepository('DELETE', '/git/refs/{ref}', granted('contents:write'), async (call) => {
    const ref = refOf(call)
    return inTurn(call.repository, async () => {
      const before = await readRef(call.repository.folder, ref)
      if (!before) throw new Refusal(422, 'Reference does not exist')
      await carryOut(call, { ref, before, after: null })
      return noContent
    })
  }),
]

const refOf = ({ params }: RepositoryCall) => `refs/${params.ref ?? ''}`

async function createRef(call: RepositoryCall): Promise<Answer> {
  const body = fieldsOf(call.body)
  const ref = body.text('ref')
  const sha = body.text('sha')
  if (!/^refs\/(heads|tags)\/./.test(ref) || !isSafeRevision(ref)) {
    throw new Refusal(422, `${ref} is not a valid ref name.`)
  }
  return inTurn(call.repository, async () => {
    if (await readRef(call.repository.folder, ref)) throw new Refusal(422, 'Reference already exists')
    const after = await existing(call, sha)
    await carryOut(call, { ref, before: null, after })
    return created(await showRef(call, ref, after))
  })
}

async function updateRef(call: RepositoryCall): Promise<Answer> {
  const body = fieldsOf(call.body)
  const ref = refOf(call)
  const force = body.flag('force') ?? false
  const sha = body.text('sha')
  return inTurn(call.repository, async () => {
    const before = await readRef(call.repository.folder, ref)
    if (!before) throw new Refusal(422, 'Reference does not exist')
    const after = await existing(call, sha)
    if (!force && !(await isAncestor(call.repository.folder, before, after))) {
      throw new Refusal(422, 'Update is not a fast forward')
    }
    if (before !== after) await carryOut(call, { ref, before, after })
    return ok(await showRef(call, ref, after))
  })
}

async function existing({ repository }: RepositoryCall, sha: string): Promise<string> {
  const found = /^[0-9a-f]{40}$/.test(sha) ? await findCommit(repository.folder, sha) : null
  if (!found) throw new Refusal(422, 'Object does not exist')
  return found
}

async function carryOut({ github, repository, caller }: RepositoryCall, move: Move): Promise<void> {
  await refuseProtected(github, repository, { move, caller })
  await push(github, repository, { move, pusher: actorOf(caller).login })
}

async function showRef({ github, repository }: RepositoryCall, ref: string, sha: string) {
  const api = apiOf(github, repository)
  const type = (await objectType(repository.folder, sha)) ?? 'commit'
  return {
    ref,
    node_id: nodeId('Ref', ref),
    url: `${api}/git/${ref}`,
    object: { sha, type, url: `${api}/git/${type}s/${sha}` },
  }
}
