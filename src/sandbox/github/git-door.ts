import type { IncomingMessage, ServerResponse } from 'node:http'
import { identify, type Caller } from './access/caller.ts'
import { isAtLeast, isGranted } from './access/access.ts'
import { roleOf } from './access/role.ts'
import { serveGit } from './git/http-backend.ts'
import { readRefs } from './git/read.ts'
import type { Move } from './git/write.ts'
import type { GitHub } from './github.ts'
import { Refusal } from './http/refusal.ts'
import { findRepository } from './memory/memory.ts'
import type { Repository } from './memory/repository.ts'
import { afterPush } from './pulls/after-push.ts'
import { inTurn } from './pulls/move-refs.ts'
import { closedRefs } from './pulls/protected-push.ts'

const address = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(\/(?:info\/refs|git-upload-pack|git-receive-pack))$/

/** True for paths that a git client asks for. */
export const isGitPath = (path: string) => address.test(path)

/** Smart HTTP: clone, fetch and push, with a token as the password; a push is followed by all it sets off. */
export async function answerGit(
  github: GitHub,
  exchange: Readonly<{ request: IncomingMessage; response: ServerResponse }>,
  url: URL,
): Promise<void> {
  const [, owner = '', name = '', path = ''] = address.exec(url.pathname) ?? []
  const writes = path === '/git-receive-pack' || url.searchParams.get('service') === 'git-receive-pack'
  const { request, response } = exchange
  try {
    const { repository, caller, user } = enter(github, request, { owner, name, writes })
    const target = { folder: repository.folder, path, query: url.search.slice(1), user }
    if (path !== '/git-receive-pack') {
      await serveGit(exchange, { ...target, protectedRefs: [] })
    } else {
      await inTurn(repository, async () => {
        const before = await readRefs(repository.folder)
        await serveGit(exchange, { ...target, protectedRefs: closedRefs(github, repository, caller) })
        const moves = planMoves(before, await readRefs(repository.folder))
        await afterPush(github, repository, { moves, pusher: user })
      })
    }
  } catch (error) {
    if (!(error instanceof Refusal)) github.log(`git: ${String(error)}`)
    const status = error instanceof Refusal ? error.status : 500
    if (!response.headersSent) {
      response.writeHead(status, status === 401 ? { 'www-authenticate': 'Basic realm="GitHub"' } : {})
    }
    response.write(error instanceof Refusal ? `${error.message}\n` : '')
  }
  response.end()
}

type Entered = Readonly<{ repository: Repository; caller: Caller; user: string }>

function enter(
  github: GitHub,
  request: IncomingMessage,
  { owner, name, writes }: { owner: string; name: string; writes: boolean },
): Entered {
  const caller = identify(github, request.headers.authorization)
  const repository = findRepository(github.memory, owner, name)
  if (caller.kind === 'anonymous') {
    if (repository && !repository.private && !writes) return { repository, caller, user: '' }
    throw new Refusal(401, 'Authentication required')
  }
  const missing = new Refusal(404, 'Repository not found.')
  if (!repository || caller.kind === 'app') throw missing
  const user = caller.account.login
  if (caller.kind === 'installation') {
    if (!caller.covers(repository)) throw missing
    if (!isGranted(caller.permissions, writes ? 'contents:write' : 'contents:read')) {
      throw new Refusal(403, 'Resource not accessible by integration')
    }
    return { repository, caller, user }
  }
  const role = roleOf(github, repository, user)
  if (role === 'none') throw missing
  if (writes && !isAtLeast(role, 'write')) {
    throw new Refusal(403, `Permission to ${repository.owner}/${repository.name}.git denied to ${user}.`)
  }
  return { repository, caller, user }
}

function planMoves(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): Move[] {
  const refs = new Set([...before.keys(), ...after.keys()])
  return [...refs]
    .map((ref) => ({ ref, before: before.get(ref) ?? null, after: after.get(ref) ?? null }))
    .filter((move) => move.before !== move.after)
}
