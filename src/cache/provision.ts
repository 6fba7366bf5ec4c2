import { createHash } from 'node:crypto'
import type { TenantId } from '../tenant/tenant.ts'
import { UserError } from '../tenant/user-error.ts'
import { replyCode, withCache, type Send } from './connect.ts'
import { cacheNamesOf } from './names.ts'

/** A tenant's place in the cache; `url` is the operator's. */
export type CachePlace = Readonly<{ url: string; tenant: TenantId }>

/**
 * Makes the tenant's user, without login, or mends what it may do: as often as one likes. What is dangerous is left out,
 * and so is what shows names of keys, channels and scripts of others (`+@all` alone lets SCAN list them).
 */
export async function applyCacheUp({ url, tenant }: CachePlace): Promise<void> {
  const { user } = cacheNamesOf(tenant)
  await withCache({ url }, async (send) => {
    await send('ACL', 'SETUSER', user, ...rulesOf(tenant)).catch(refusesUsers)
    await keep(send)
  })
}

/** A server that lets nobody make users by command, or not this operator. */
function refusesUsers(cause: unknown): never {
  const code = replyCode(cause)
  if (code === undefined) throw cause
  throw new UserError(`The cache does not let its operator make users (${code}).`, {
    fix: 'Let the operator of LANDLORD_PLATFORM_CACHE_URL run ACL; or name a Redis or Valkey that you run yourself: ElastiCache makes users through its own API only, which Landlord does not do yet.',
    cause,
  })
}

/** Removes the user and every key under its prefix; nothing to remove is fine. */
export async function applyCacheDown({ url, tenant }: CachePlace): Promise<void> {
  const { user, prefix } = cacheNamesOf(tenant)
  await withCache({ url }, async (send) => {
    await send('ACL', 'DELUSER', user)
    await keep(send)
    for (const keys of await pagesOf(send, prefix)) if (keys.length > 0) await send('UNLINK', ...keys)
  })
}

/** Lets the user log in. Redis is handed a hash, so the password itself is in no log of commands. */
export async function openCacheLogin({ url, tenant }: CachePlace, password: string): Promise<void> {
  const hash = createHash('sha256').update(password).digest('hex')
  await withCache({ url }, async (send) => {
    await send('ACL', 'SETUSER', cacheNamesOf(tenant).user, 'resetpass', `#${hash}`, 'on')
    await keep(send)
  })
}

/** Takes login and password away again. */
export async function closeCacheLogin({ url, tenant }: CachePlace): Promise<void> {
  await withCache({ url }, async (send) => {
    await send('ACL', 'SETUSER', cacheNamesOf(tenant).user, 'resetpass', 'off')
    await keep(send)
  })
}

/** Lets the user read and not write, until `applyCacheUp` gives it all of its own back. */
export async function refuseCacheWrites({ url, tenant }: CachePlace): Promise<void> {
  await withCache({ url }, async (send) => {
    await send('ACL', 'SETUSER', cacheNamesOf(tenant).user, '-@write')
    await keep(send)
  })
}

/** Ends what the user has open. */
export async function endCacheSessions({ url, tenant }: CachePlace): Promise<void> {
  await withCache({ url }, (send) => send('CLIENT', 'KILL', 'USER', cacheNamesOf(tenant).user))
}

/** Whether the user can log in, and write under its own prefix. */
export async function observeCacheUser({
  url,
  tenant,
}: CachePlace): Promise<Readonly<{ canLogin: boolean; mayWrite: boolean }>> {
  const { user, prefix } = cacheNamesOf(tenant)
  return withCache({ url }, async (send) => {
    const flags = ((await send('ACL', 'GETUSER', user)) as readonly unknown[] | null)?.[1]
    const write = await send('ACL', 'DRYRUN', user, 'SET', `${prefix}x`, '1')
    return { canLogin: Array.isArray(flags) && flags.includes('on'), mayWrite: write === 'OK' }
  })
}

/** What a tenant still has here, in words: nothing at all once `down` has run. */
export async function observeCacheLeftovers({ url, tenant }: CachePlace): Promise<readonly string[]> {
  const { user, prefix } = cacheNamesOf(tenant)
  return withCache({ url }, async (send) => {
    const users = (await send('ACL', 'USERS')) as readonly string[]
    const keys = (await pagesOf(send, prefix)).flat()
    return [
      ...(users.includes(user) ? ['the user in the cache'] : []),
      ...(keys.length > 0 ? [`${keys.length} keys in the cache`] : []),
    ]
  })
}

/** Keys, channels and commands of a tenant's user, as ACL SETUSER takes them. Password and login stay as they are. */
function rulesOf(tenant: TenantId): readonly string[] {
  const { prefix } = cacheNamesOf(tenant)
  return [
    ...['clearselectors', 'resetkeys', `~${prefix}*`, 'resetchannels', `&${prefix}*`],
    ...['-@all', '+@all', '-@admin', '-@dangerous'],
    ...['-scan', '-randomkey', '-dbsize', '-function', '-script', '-pubsub'],
  ]
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

/** Users live in memory until they are written to the ACL file, or into the configuration of the server. */
async function keep(send: Send): Promise<void> {
  for (const words of [
    ['ACL', 'SAVE'],
    ['CONFIG', 'REWRITE'],
  ]) {
    const kept = await send(...words).then(
      () => true,
      () => false,
    )
    if (kept) return
  }
  throw new UserError(
    'This Redis would forget its users with its next start: it has neither an ACL file nor a configuration file.',
    {
      fix: 'Start it with --aclfile, and run this again.',
    },
  )
}
