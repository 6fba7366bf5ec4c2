import { appOnly, signedIn } from '../access/access.ts'
import { newInstallationToken } from '../access/new-token.ts'
import type { Caller } from '../access/caller.ts'
import { writeMoment, type GitHub } from '../github.ts'
import { created, ok, type Answer } from '../http/answer.ts'
import { fieldsOf } from '../http/fields.ts'
import { paged } from '../http/page.ts'
import { notFound, Refusal } from '../http/refusal.ts'
import type { Call, Route } from '../http/route.ts'
import type { App, Installation } from '../memory/app.ts'
import type { Permissions } from '../memory/account.ts'
import { findRepository } from '../memory/memory.ts'
import { showApp, showInstallation } from '../show/app.ts'
import { showRepository } from '../show/repository.ts'

export const appRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/app',
    access: appOnly,
    answer: ({ github, caller }) =>
      ok({
        ...showApp(github, appBy(caller)),
        installations_count: installationsOf(github, appBy(caller)).length,
      }),
  },
  {
    method: 'GET',
    template: '/app/installations',
    access: appOnly,
    answer: (call) =>
      paged(call, installationsOf(call.github, appBy(call.caller)), (page) =>
        page.map((installation) => showInstallation(call.github, installation)),
      ),
  },
  {
    method: 'GET',
    template: '/app/installations/{installation_id}',
    access: appOnly,
    answer: (call) => ok(showInstallation(call.github, installationOf(call))),
  },
  {
    method: 'POST',
    template: '/app/installations/{installation_id}/access_tokens',
    access: appOnly,
    answer: issueToken,
  },
  {
    method: 'GET',
    template: '/repos/{owner}/{repo}/installation',
    access: appOnly,
    answer: ({ github, caller, params }) => {
      const repository = findRepository(github.memory, params.owner ?? '', params.repo ?? '')
      const found =
        repository &&
        installationsOf(github, appBy(caller)).find((one) => one.repositoryIds.has(repository.id))
      if (!found) throw notFound()
      return ok(showInstallation(github, found))
    },
  },
  {
    method: 'GET',
    template: '/orgs/{org}/installation',
    access: appOnly,
    answer: (call) => onAccount(call, 'org'),
  },
  {
    method: 'GET',
    template: '/users/{username}/installation',
    access: appOnly,
    answer: (call) => onAccount(call, 'username'),
  },
  {
    method: 'GET',
    template: '/installation/repositories',
    access: signedIn,
    answer: (call) => {
      const { caller, github } = call
      if (caller.kind !== 'installation')
        throw new Refusal(403, 'You must authenticate with an installation access token.')
      const repositories = [...github.memory.repositories.values()].filter(caller.covers)
      return paged(call, repositories, (page) => ({
        total_count: repositories.length,
        repository_selection: 'selected',
        repositories: page.map((repository) => showRepository(github, repository)),
      }))
    },
  },
]

/** The App that signed the request. */
export function appBy(caller: Caller): App {
  if (caller.kind !== 'app') throw new Refusal(401, 'A JSON web token could not be decoded')
  return caller.app
}

function installationsOf(github: GitHub, app: App): Installation[] {
  return [...github.memory.installations.values()].filter(({ appId }) => appId === app.id)
}

function installationOf({ github, caller, params }: Call): Installation {
  const installation = github.memory.installations.get(Number(params.installation_id))
  if (installation?.appId !== appBy(caller).id) throw notFound()
  return installation
}

function onAccount({ github, caller, params }: Call, name: 'org' | 'username'): Answer {
  const login = params[name]?.toLowerCase()
  const found = installationsOf(github, appBy(caller)).find(({ account }) => account.toLowerCase() === login)
  if (!found) throw notFound()
  return ok(showInstallation(github, found))
}

/** An installation token may ask for less than the App has, never for more. */
function issueToken(call: Call): Answer {
  const { github, caller } = call
  const installation = installationOf(call)
  const body = fieldsOf(call.body)
  const repositories = [...github.memory.repositories.values()].filter(({ id }) =>
    installation.repositoryIds.has(id),
  )
  const names = body.texts('repositories')
  const ids = body.raw('repository_ids')
  const wanted =
    names || Array.isArray(ids)
      ? repositories.filter(
          ({ id, name }) => names?.includes(name) ?? (Array.isArray(ids) && ids.includes(id)),
        )
      : null
  const asked = (names ?? (Array.isArray(ids) ? ids : [])).length
  if (wanted && wanted.length < asked) {
    throw new Refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    )
  }
  const permissions = readPermissions(body.raw('permissions'), appBy(caller).permissions)
  const { token, expiresAt } = newInstallationToken(github, installation, {
    permissions,
    repositoryIds: wanted?.map(({ id }) => id) ?? null,
  })
  return created({
    token,
    expires_at: writeMoment(expiresAt),
    permissions,
    repository_selection: 'selected',
    ...(wanted && { repositories: wanted.map((repository) => showRepository(github, repository)) }),
  })
}

function readPermissions(asked: unknown, has: Permissions): Permissions {
  if (asked === undefined) return has
  const entries = Object.entries(asked as Record<string, string>)
  const tooMuch = entries.some(
    ([name, level]) => has[name] === undefined || (level !== 'read' && has[name] === 'read'),
  )
  if (tooMuch) {
    throw new Refusal(422, 'The permissions requested are not granted to this installation.')
  }
  return Object.fromEntries(entries) as Permissions
}
