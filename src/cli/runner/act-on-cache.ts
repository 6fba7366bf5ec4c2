import { cacheWords, platformCacheUrl } from '../../cache/connect.ts'
import { elastiCacheUsers } from '../../cache/elasticache.ts'
import { applyCacheDown, applyCacheUp, closeCacheLogin } from '../../cache/provision.ts'
import { withoutSecrets } from '../../terraform/messages.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'

/** Whom AWS made, in an ElastiCache. */
type MadeUser = Readonly<{ user: string; region: string }>

/** One of `landlord cache up|down`; Redis's own words come out as a UserError. */
export async function actOnCache(
  act: 'up' | 'down',
  tenant: TenantId,
  made: MadeUser | undefined,
): Promise<void> {
  const url = platformCacheUrl(process.env)
  if (url === undefined) {
    throw new UserError('LANDLORD_PLATFORM_CACHE_URL is not set, so the cache cannot be reached.', {
      fix: 'Set it to redis://operator:password@host:6379.',
    })
  }
  const users = made && elastiCacheUsers({ ...made, endpoint: process.env.AWS_ENDPOINT_URL })
  const place = { url, tenant, users }
  try {
    if (act === 'up') await applyCacheUp(place)
    // The password with which Terraform had AWS make the user lies in a state: nobody shall log in with it.
    if (act === 'up' && made !== undefined) await closeCacheLogin(place)
    if (act === 'down') await applyCacheDown(place)
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError(`cache ${act} ${tenant}: ${withoutSecrets(cacheWords(cause))}`, {
      fix: 'Mend what it says and run it again.',
      cause,
    })
  }
}
