import type { Caller } from '../access/caller.ts'
import { roleOf } from '../access/role.ts'
import { isAncestor } from '../git/compare.ts'
import type { Move } from '../git/write.ts'
import type { GitHub } from '../github.ts'
import { Refusal } from '../http/refusal.ts'
import type { Protection, Repository } from '../memory/repository.ts'
import { missingChecks } from './required-checks.ts'

/** Refuses to move a protected branch in a way that its protection forbids. */
export async function refuseProtected(
  github: GitHub,
  repository: Repository,
  { move, caller }: { move: Move; caller: Caller },
): Promise<void> {
  const branch = move.ref.replace('refs/heads/', '')
  const protection = repository.protections.get(branch)
  if (!protection || mayBypass(github, repository, { protection, caller })) return
  const { before, after } = move
  if (!after) {
    if (protection.allowDeletions) return
    throw new Refusal(422, 'Cannot delete a protected branch')
  }
  if (before && !protection.allowForcePushes && !(await isAncestor(repository.folder, before, after))) {
    throw new Refusal(422, 'Cannot force-push to a protected branch')
  }
  const why = protection.reviews
    ? 'Changes must be made through a pull request.'
    : missingChecks(repository, branch, after)
  if (why) throw new Refusal(409, `Could not update ${branch}: ${why}`)
}

/** Administrators are free unless the protection includes them. */
export function mayBypass(
  github: GitHub,
  repository: Repository,
  { protection, caller }: { protection: Protection; caller: Caller },
): boolean {
  if (protection.enforceAdmins || caller.kind !== 'user') return false
  return roleOf(github, repository, caller.account.login) === 'admin'
}

/** Protected branches that this caller may not push to with git. Which commits come is not known yet. */
export function closedRefs(github: GitHub, repository: Repository, caller: Caller): string[] {
  return [...repository.protections]
    .filter(([, protection]) => !mayBypass(github, repository, { protection, caller }))
    .map(([branch]) => `refs/heads/${branch}`)
}
