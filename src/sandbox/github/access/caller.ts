import type { GitHub } from '../github.ts'
import { Refusal } from '../http/refusal.ts'
import { accountOf, appOf } from '../memory/memory.ts'
import type { Account, Permissions } from '../memory/account.ts'
import type { App, Installation } from '../memory/app.ts'
import type { Repository } from '../memory/repository.ts'
import { readAppToken } from './app-token.ts'

/** Who is asking. An App speaks for itself (JWT) or, on an installation's repositories, as its bot. */
export type Caller =
  | Readonly<{ kind: 'anonymous' }>
  | Readonly<{ kind: 'user'; account: Account }>
  | Readonly<{ kind: 'app'; app: App }>
  | Readonly<{
      kind: 'installation'
      account: Account
      app: App
      installation: Installation
      permissions: Permissions
      covers: (repository: Repository) => boolean
    }>

/** Reads an Authorization header; a wrong token is 401 whatever it was for. */
export function identify(github: GitHub, authorization: string | undefined): Caller {
  if (!authorization) return { kind: 'anonymous' }
  const token = readToken(authorization)
  if (token.split('.').length === 3) return { kind: 'app', app: readAppToken(github, token) }
  const known = github.memory.tokens.get(token)
  if (!known) throw new Refusal(401, 'Bad credentials')
  if (known.kind === 'user') return { kind: 'user', account: accountOf(github.memory, known.login) }
  if (known.expiresAt <= github.now()) throw new Refusal(401, 'Bad credentials')
  const installation = github.memory.installations.get(known.installationId)
  if (!installation) throw new Refusal(401, 'Bad credentials')
  const app = appOf(github.memory, installation.appId)
  return {
    kind: 'installation',
    account: accountOf(github.memory, app.botLogin),
    app,
    installation,
    permissions: known.permissions,
    covers: ({ id }) => installation.repositoryIds.has(id) && (known.repositoryIds?.includes(id) ?? true),
  }
}

/** `Bearer x`, `token x`, and the password of Basic, where git puts it. */
function readToken(authorization: string): string {
  const [scheme = '', value = ''] = authorization.split(/\s+/, 2)
  if (scheme.toLowerCase() !== 'basic') return value
  const [user = '', password = ''] = Buffer.from(value, 'base64').toString('utf8').split(':')
  return password === '' || password === 'x-oauth-basic' ? user : password
}

/** The account that acts: a person, or an App's bot. */
export function actorOf(caller: Caller): Account {
  if (caller.kind === 'user' || caller.kind === 'installation') return caller.account
  throw new Refusal(401, 'Requires authentication')
}

/** Whose hourly allowance a request is counted on. */
export function allowanceOf(caller: Caller): string {
  switch (caller.kind) {
    case 'anonymous':
      return 'anonymous'
    case 'app':
      return `app ${caller.app.id}`
    case 'user':
      return `user ${caller.account.id}`
    case 'installation':
      return `installation ${caller.installation.id}`
  }
}
