import type { TenantId } from '../tenant/tenant.ts'
import { withCache, type Send } from './connect.ts'
import { cacheNamesOf } from './names.ts'
import { redisUsers, type CacheUsers } from './users.ts'

/** A tenant's place in the cache; `url` is the operator's. `users` absent: the server's own. */
export type CachePlace = Readonly<{ url: string; tenant: TenantId; users?: CacheUsers | undefined }>

const usersOf = ({ url, tenant, users }: CachePlace): CacheUsers => users ?? redisUsers(url, tenant)

/** What the tenant's user is called there. */
export const cacheUserOf = (place: CachePlace): string => usersOf(place).name

/** Makes the tenant's user, without login, or mends what it may do: as often as one likes. */
export async function applyCacheUp(place: CachePlace): Promise<void> {
  await usersOf(place).allow()
}

/** Removes the user and every key under its prefix; nothing to remove is fine. */
export async function applyCacheDown(place: CachePlace): Promise<void> {
  await usersOf(place).remove()
  const { prefix } = cacheNamesOf(place.tenant)
  await withCache(place, async (send) => {
    for (const keys of await pagesOf(send, prefix)) if (keys.length > 0) await send('UNLINK', ...keys)
  })
}

/** Lets the user log in. */
export const openCacheLogin = (place: CachePlace, password: string): Promise<void> =>
  usersOf(place).open(password)

/** Takes login and password away again. */
export const closeCacheLogin = (place: CachePlace): Promise<void> => usersOf(place).close()

/** Lets the user read and not write, until `applyCacheUp` gives it all of its own back. */
export const refuseCacheWrites = (place: CachePlace): Promise<void> => usersOf(place).refuseWrites()

/** Ends what the user has open. */
export async function endCacheSessions(place: CachePlace): Promise<void> {
  await withCache(place, (send) => send('CLIENT', 'KILL', 'USER', cacheUserOf(place)))
}

/** Whether the user can log in, and write under its own prefix. */
export async function observeCacheUser(
  place: CachePlace,
): Promise<Readonly<{ canLogin: boolean; mayWrite: boolean }>> {
  const [user, { prefix }] = [cacheUserOf(place), cacheNamesOf(place.tenant)]
  return withCache(place, async (send) => {
    const flags = ((await send('ACL', 'GETUSER', user)) as readonly unknown[] | null)?.[1]
    const write = await send('ACL', 'DRYRUN', user, 'SET', `${prefix}x`, '1')
    return { canLogin: Array.isArray(flags) && flags.includes('on'), mayWrite: write === 'OK' }
  })
}

/** What a tenant still has here, in words: nothing at all once `down` has run. */
export async function observeCacheLeftovers(place: CachePlace): Promise<readonly string[]> {
  const [user, { prefix }] = [cacheUserOf(place), cacheNamesOf(place.tenant)]
  return withCache(place, async (send) => {
    const users = (await send('ACL', 'USERS')) as readonly string[]
    const keys = (await pagesOf(send, prefix)).flat()
    return [
      ...(users.includes(user) ? ['the user in the cache'] : []),
      ...(keys.length > 0 ? [`${keys.length} keys in the cache`] : []),
    ]
  })
}

async function pagesOf(send: Send, prefix: string): Promise<readonly (readonly string[])[]> {
  const pages: (readonly string[])[] = []
  let cursor = '0'
  do {
    const [next, keys] = (await send('SCAN', cursor, 'MATCH', `${prefix}*`, 'COUNT', '1000')) as [
      string,
      string[],
    ]
    pages.push(keys)
    cursor = next
  } while (cursor !== '0')
  return pages
}
