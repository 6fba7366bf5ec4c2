import { createLocalJWKSet, errors, jwtVerify } from 'jose'
import type { TokenTerms } from '../provisioning/configuration.ts'
import type { TenantId } from '../tenant/tenant.ts'

/**
 * The contract in code: whether a token is this tenant's, by what is published of it. The platform does the same, in
 * its own language.
 */
export async function isTokenOf(tenant: TenantId, terms: TokenTerms, token: string): Promise<boolean> {
  const keys = createLocalJWKSet({ keys: terms.jwks.keys.map((key) => ({ ...key })) })
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: terms.issuer,
      audience: terms.audience,
      algorithms: [...terms.algorithms],
      requiredClaims: ['exp', 'tenant'],
    })
    return payload.tenant === tenant
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}
