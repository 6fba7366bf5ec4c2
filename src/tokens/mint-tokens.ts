import { generateSecret, importJWK, SignJWT, UnsecuredJWT } from 'jose'
import { tokenTermsOf } from '../provisioning/configuration.ts'
import type { TenantId } from '../tenant/tenant.ts'
import type { TokenKind } from '../verification/jwt-authentication.ts'
import { mintSigningKey, type SigningKey } from './signing-key.ts'

/** One token of the tenant, and one of each kind that must be refused. All end within a minute. */
export async function mintTokens(
  tenant: TenantId,
  key: SigningKey,
  now: Date,
): Promise<Readonly<Record<TokenKind, string>>> {
  const seconds = Math.floor(now.getTime() / 1000)
  const { issuer, audience } = tokenTermsOf(tenant)
  const claims = {
    iss: issuer,
    aud: audience,
    sub: 'landlord-verify',
    tenant,
    iat: seconds,
    exp: seconds + 60,
  }
  const own = await importJWK({ ...key }, 'ES256')
  // The right name on the wrong key: what a thief of the configuration can do.
  const foreign = await importJWK({ ...(await mintSigningKey()) }, 'ES256')
  const header = { alg: 'ES256', kid: key.kid, typ: 'JWT' }
  const sign = (content: object, as: typeof own = own): Promise<string> =>
    new SignJWT({ ...content }).setProtectedHeader(header).sign(as)
  return {
    genuine: await sign(claims),
    'other-tenant': await sign({ ...claims, tenant: 'landlord-other' }),
    'other-issuer': await sign({ ...claims, iss: tokenTermsOf('landlord-other').issuer }),
    'other-audience': await sign({ ...claims, aud: 'somebody-else' }),
    expired: await sign({ ...claims, iat: seconds - 7200, exp: seconds - 3600 }),
    unsigned: new UnsecuredJWT(claims).encode(),
    'foreign-key': await sign(claims, foreign),
    'shared-secret': await new SignJWT(claims)
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(await generateSecret('HS256')),
  }
}
