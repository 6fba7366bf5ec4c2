import { granted } from '../access/access.ts'
import { inRepository } from '../access/admit.ts'
import { readCommit } from '../git/commit.ts'
import { readRef, readRefs } from '../git/read.ts'
import { noContent, ok, type Answer } from '../http/answer.ts'
import { fieldsOf, type Fields } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { Refusal } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Protection, RequiredCheck } from '../memory/repository.ts'
import { showCommit } from '../show/commit.ts'
import { apiOf, webOf } from '../show/links.ts'
import { showProtection } from '../show/protection.ts'

export const branchRoutes = [
  inRepository('GET', '/branches', granted('contents:read'), listBranches),
  inRepository('GET', '/branches/{branch}', granted('contents:read'), showBranch),
  inRepository('GET', '/branches/{branch}/protection', granted('administration:read', 'admin'), (call) =>
    ok(
      showProtection(call.github, call.repository, {
        branch: branchOf(call),
        protection: protectionOf(call),
      }),
    ),
  ),
  inRepository(
    'PUT',
    '/branches/{branch}/protection',
    granted('administration:write', 'admin'),
    async (call) => {
      const branch = branchOf(call)
      if (!(await readRef(call.repository.folder, `refs/heads/${branch}`)))
        throw new Refusal(404, 'Branch not found')
      const protection = readProtection(fieldsOf(call.body))
      call.repository.protections.set(branch, protection)
      return ok(showProtection(call.github, call.repository, { branch, protection }))
    },
  ),
  inRepository(
    'DELETE',
    '/branches/{branch}/protection',
    granted('administration:write', 'admin'),
    (call) => {
      protectionOf(call)
      call.repository.protections.delete(branchOf(call))
      return noContent
    },
  ),
]

const branchOf = ({ params }: RepositoryCall) => params.branch ?? ''

function protectionOf(call: RepositoryCall): Protection {
  const protection = call.repository.protections.get(branchOf(call))
  if (!protection) throw new Refusal(404, 'Branch not protected')
  return protection
}

async function listBranches(call: RepositoryCall): Promise<Answer> {
  const { github, repository, query } = call
  const wanted = query.get('protected')
  const branches = [...(await readRefs(repository.folder, 'refs/heads/'))]
    .map(([ref, sha]) => ({ name: ref.slice('refs/heads/'.length), sha }))
    .filter(({ name }) => wanted === null || repository.protections.has(name) === (wanted === 'true'))
  const api = apiOf(github, repository)
  return paged(call, branches, (page) =>
    page.map(({ name, sha }) => ({
      name,
      commit: { sha, url: `${api}/commits/${sha}` },
      protected: repository.protections.has(name),
    })),
  )
}

async function showBranch(call: RepositoryCall): Promise<Answer> {
  const { github, repository } = call
  const name = branchOf(call)
  const sha = await readRef(repository.folder, `refs/heads/${name}`)
  if (!sha) throw new Refusal(404, 'Branch not found')
  const self = `${apiOf(github, repository)}/branches/${name}`
  const protection = repository.protections.get(name)
  return ok({
    name,
    commit: showCommit(github, repository, await readCommit(repository.folder, sha)),
    _links: { self, html: `${webOf(github, repository)}/tree/${name}` },
    protected: protection !== undefined,
    protection: {
      enabled: protection !== undefined,
      required_status_checks: {
        enforcement_level: protection?.checks
          ? protection.enforceAdmins
            ? 'everyone'
            : 'non_admins'
          : 'off',
        contexts: protection?.checks?.map(({ context }) => context) ?? [],
        checks: protection?.checks?.map(({ context, appId }) => ({ context, app_id: appId })) ?? [],
      },
    },
    protection_url: `${self}/protection`,
  })
}

function readProtection(body: Fields): Protection {
  for (const name of [
    'required_status_checks',
    'enforce_admins',
    'required_pull_request_reviews',
    'restrictions',
  ]) {
    if (!body.has(name)) throw new Refusal(422, `Invalid request.\n\n"${name}" wasn't supplied.`)
  }
  if (body.object('restrictions'))
    throw new Refusal(501, "The sandbox's GitHub does not do push restrictions.")
  const checks = body.object('required_status_checks')
  const reviews = body.object('required_pull_request_reviews')
  return {
    checks: checks ? readChecks(checks) : null,
    strict: checks?.flag('strict') ?? false,
    enforceAdmins: body.flag('enforce_admins') ?? false,
    reviews: reviews
      ? {
          count: reviews.whole('required_approving_review_count') ?? 1,
          dismissStale: reviews.flag('dismiss_stale_reviews') ?? false,
          codeOwners: reviews.flag('require_code_owner_reviews') ?? false,
        }
      : null,
    linearHistory: body.flag('required_linear_history') ?? false,
    allowForcePushes: body.flag('allow_force_pushes') ?? false,
    allowDeletions: body.flag('allow_deletions') ?? false,
  }
}

/** `app_id` -1 = any App may set the check; left out, GitHub binds it to the App that set it last. */
function readChecks(fields: Fields): RequiredCheck[] {
  const checks = fields.objects('checks')?.map((check) => {
    const appId = check.whole('app_id')
    return { context: check.text('context'), appId: appId === undefined || appId === -1 ? null : appId }
  })
  return checks ?? (fields.texts('contexts') ?? []).map((context) => ({ context, appId: null }))
}
