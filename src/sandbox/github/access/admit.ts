import type { Answer } from '../http/answer.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { Call, RepositoryCall, Route } from '../http/route.ts'
import { findRepository } from '../memory/memory.ts'
import type { Repository } from '../memory/repository.ts'
import { isAtLeast, isGranted, type Access } from './access.ts'
import { roleOf } from './role.ts'

/** A route below `/repos/{owner}/{repo}`. */
export function inRepository(
  method: Route['method'],
  template: string,
  access: Access,
  answer: (call: RepositoryCall) => Answer | Promise<Answer>,
): Route {
  return {
    method,
    template: `/repos/{owner}/{repo}${template}`,
    access,
    answer: (call) => answer({ ...call, repository: openRepository(call, access) }),
  }
}

/** Checks everything about a caller that does not depend on a repository. */
export function admit(call: Call, access: Access): void {
  const { caller } = call
  if (access.kind === 'anyone') return
  if (access.kind === 'app') {
    if (caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded')
    return
  }
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication')
  if (caller.kind === 'app') throw notForApps()
  if (access.kind === 'granted' && caller.kind === 'installation') {
    if (!access.permissions.some((permission) => isGranted(caller.permissions, permission)))
      throw notForApps()
  }
}

function openRepository(call: Call, access: Access): Repository {
  const { caller, github, params } = call
  const repository = findRepository(github.memory, params.owner ?? '', params.repo ?? '')
  if (!repository) throw notFound()
  if (caller.kind === 'installation' && !caller.covers(repository)) throw notFound()
  if (caller.kind === 'user') {
    const role = roleOf(github, repository, caller.account.login)
    if (role === 'none') throw notFound()
    if (access.kind === 'granted' && !isAtLeast(role, access.role)) {
      throw new Refusal(403, 'Must have admin rights to Repository.')
    }
  }
  return repository
}

const notForApps = () => new Refusal(403, 'Resource not accessible by integration')
