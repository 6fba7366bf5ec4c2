import { cacheWords, platformCacheUrl } from '../../cache/connect.ts'
import { applyCacheDown, applyCacheUp } from '../../cache/provision.ts'
import { withoutSecrets } from '../../terraform/messages.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'

/** One of `landlord cache up|down`; Redis's own words come out as a UserError. */
export async function actOnCache(act: 'up' | 'down', tenant: TenantId): Promise<void> {
  const url = platformCacheUrl(process.env)
  if (url === undefined) {
    throw new UserError('LANDLORD_PLATFORM_CACHE_URL is not set, so the cache cannot be reached.', {
      fix: 'Set it to redis://operator:password@host:6379.',
    })
  }
  try {
    await (act === 'up' ? applyCacheUp : applyCacheDown)({ url, tenant })
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError(`cache ${act} ${tenant}: ${withoutSecrets(cacheWords(cause))}`, {
      fix: 'Mend what it says and run it again.',
      cause,
    })
  }
}
