import { granted, isAtLeast } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { membersOf, roleOf, teamsOf } from '../access/role.ts'
import type { GitHub } from '../github.ts'
import { ok } from '../http/answer.ts'
import { paged } from '../http/page.ts'
import { invalid, notFound } from '../http/refusal.ts'
import { roles, type Role } from '../memory/account.ts'
import { accountOf, findAccount } from '../memory/memory.ts'
import type { Repository } from '../memory/repository.ts'
import { showAccount, showLogin } from '../show/account.ts'
import { permissionsOf } from './repositories.ts'

export const collaboratorRoutes = [
  inRepository('GET', '/collaborators', granted('metadata:read', 'write'), (call) => {
    const { github, repository } = call
    const wanted = roleNamed(call.query.get('permission'))
    const logins = collaboratorsOf(github, repository).filter((login) =>
      isAtLeast(roleOf(github, repository, login), wanted),
    )
    return paged(call, logins, (page) =>
      page.map((login) => {
        const role = roleOf(github, repository, login)
        return { ...showLogin(github, login), permissions: permissionsOf(role), role_name: role }
      }),
    )
  }),
  inRepository('GET', '/collaborators/{username}/permission', granted('metadata:read'), (call) => {
    const { github, repository, params } = call
    const account = findAccount(github.memory, params.username ?? '')
    if (!account) throw notFound()
    const role = roleOf(github, repository, account.login)
    const user = { ...showAccount(github, account), permissions: permissionsOf(role), role_name: role }
    return ok({ permission: coarse(role), role_name: role, user })
  }),
]

/** Everybody who could have a role in the repository, once. */
export function collaboratorsOf(github: GitHub, repository: Repository): readonly string[] {
  const owner = accountOf(github.memory, repository.owner)
  return [
    ...new Set([
      ...repository.people.keys(),
      ...teamsOf(github, repository.owner).flatMap((team) => [...membersOf(github, team)]),
      ...owner.members.keys(),
    ]),
  ]
}

/** The list is asked for in git's words; without one, for everybody who may at least read. */
function roleNamed(permission: string | null): Role {
  if (permission === null || permission === 'pull') return 'read'
  if (permission === 'push') return 'write'
  const role = roles.find((one) => one === permission)
  if (role === undefined) throw invalid('Repository', 'permission', { code: 'invalid' })
  return role
}

/** The old four words: maintain counts as write, triage as read. */
function coarse(role: Role) {
  if (role === 'maintain') return 'write'
  return role === 'triage' ? 'read' : role
}
