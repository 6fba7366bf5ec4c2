import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { roleOf } from '../access/role.ts'
import { isAtLeast } from '../access/access.ts'
import { ok } from '../http/answer.ts'
import { accountOf } from '../memory/memory.ts'
import { roles } from '../memory/account.ts'
import { showAccount } from '../show/account.ts'
import { showRepository } from '../show/repository.ts'

export const repositoryRoutes = [
  inRepository('GET', '', granted('metadata:read'), ({ github, caller, repository }) => {
    const role = caller.kind === 'user' ? roleOf(github, repository, caller.account.login) : 'read'
    const owner = accountOf(github.memory, repository.owner)
    return ok({
      ...showRepository(github, repository),
      subscribers_count: 0,
      network_count: 0,
      permissions: permissionsOf(role),
      allow_squash_merge: true,
      allow_merge_commit: true,
      allow_rebase_merge: true,
      allow_auto_merge: false,
      allow_update_branch: true,
      delete_branch_on_merge: false,
      ...(owner.type === 'Organization' && { organization: showAccount(github, owner) }),
    })
  }),
]

/** A role as the five flags that GitHub shows. */
export function permissionsOf(role: (typeof roles)[number]) {
  const at = (wanted: (typeof roles)[number]) => isAtLeast(role, wanted)
  return {
    admin: at('admin'),
    maintain: at('maintain'),
    push: at('write'),
    triage: at('triage'),
    pull: at('read'),
  }
}
