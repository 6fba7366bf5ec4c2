import type { GitHub } from '../github.ts'
import type { Protection, Repository } from '../memory/repository.ts'
import { apiOf } from './links.ts'

type Guarded = Readonly<{ branch: string; protection: Protection }>

/** `branch-protection` of GET and `protected-branch` of PUT: the same facts. */
export function showProtection(github: GitHub, repository: Repository, { branch, protection }: Guarded) {
  const url = `${apiOf(github, repository)}/branches/${branch}/protection`
  const { checks, reviews } = protection
  return {
    url,
    ...(checks && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict: protection.strict,
        contexts: checks.map(({ context }) => context),
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: checks.map(({ context, appId }) => ({ context, app_id: appId })),
      },
    }),
    ...(reviews && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: reviews.dismissStale,
        require_code_owner_reviews: reviews.codeOwners,
        required_approving_review_count: reviews.count,
        require_last_push_approval: false,
      },
    }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    required_linear_history: { enabled: protection.linearHistory },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  }
}
