import type { TokenTerms } from '../provisioning/configuration.ts'
import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'
import { tokenKinds, type JwtAuthentication, type TokenKind } from '../verification/jwt-authentication.ts'
import { mintTokens } from './mint-tokens.ts'
import type { SigningKey } from './signing-key.ts'
import { isTokenOf } from './verify-token.ts'

type Wanted = Readonly<{
  tenant: TenantId
  /** From the tenant's secret; undefined = it holds none. */
  key: SigningKey | undefined
  /** As they are published; undefined = nothing is. */
  terms: TokenTerms | undefined
  /** Where the platform answers `GET /landlord/whoami`; undefined = nobody said. */
  platformUrl: string | undefined
  now: Date
}>

/** Has tokens of every kind judged by what is published, and by the platform itself where there is one. */
export async function observeTokens(wanted: Wanted): Promise<JwtAuthentication> {
  const { tenant, key, terms, platformUrl, now } = wanted
  if (key === undefined) return { key: 'missing', why: "the tenant's secret holds no signing key." }
  if (terms === undefined) return { key: 'missing', why: 'no public key of the tenant is published.' }
  const tokens = await mintTokens(tenant, key, now)
  const judge = (isAccepted: (token: string) => Promise<boolean>): Promise<Record<TokenKind, boolean>> =>
    eachKind((kind) => isAccepted(tokens[kind]))
  return {
    key: 'held',
    published: await judge((token) => isTokenOf(tenant, terms, token)),
    platform:
      platformUrl === undefined ? undefined : await judge((token) => whoami(platformUrl, tenant, token)),
  }
}

async function eachKind(look: (kind: TokenKind) => Promise<boolean>): Promise<Record<TokenKind, boolean>> {
  const seen = await Promise.all(tokenKinds.map(async (kind) => [kind, await look(kind)] as const))
  return Object.fromEntries(seen) as Record<TokenKind, boolean>
}

/** 200 with the tenant's id is a yes, 401 and 403 are a no; anything else says nothing of the token. */
async function whoami(platformUrl: string, tenant: TenantId, token: string): Promise<boolean> {
  const answer = await fetch(new URL('landlord/whoami', platformUrl.replace(/\/*$/, '/')), {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(10_000),
    redirect: 'error',
  })
  if (answer.status === 401 || answer.status === 403) return false
  const body = (await answer.json().catch(() => undefined)) as Readonly<{ tenant?: unknown }> | undefined
  if (answer.status === 200 && body?.tenant === tenant) return true
  if (answer.status === 200) return false
  throw new UserError(`The platform answered ${answer.status} to GET /landlord/whoami.`, {
    fix: 'It should answer 200 with {"tenant": id}, or 401.',
  })
}
