import type { CacheLogin } from '../../cache/connect.ts'
import { cacheUserOf, closeCacheLogin, openCacheLogin, type CachePlace } from '../../cache/provision.ts'
import type { Login } from '../../database/connect.ts'
import { closeLogin, mintPassword, openLogin } from '../../database/login.ts'
import { namesOf } from '../../database/names.ts'
import type { Place } from '../../database/provision.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { parseCacheSecret, parseDatabaseSecret, parseVectorSecret } from '../../storage/login-secrets.ts'
import { loadSecret } from '../../storage/secrets.ts'
import type { VectorStore } from '../../vector/store.ts'
import { secretIdOf } from './tenant-place.ts'

/** The tenant's own logins; undefined = its secret holds none, or there is no such thing here. */
export type TenantLogins = Readonly<{
  database: Login | undefined
  cache: CacheLogin | undefined
  /** Key to a store of vectors. */
  vectors?: string | undefined
}>

type Places = Readonly<{
  database: Place
  cache: CachePlace | undefined
  store: VectorStore | undefined
  cloud: Cloud | undefined
}>

/**
 * The tenant's logins: those in its secrets or, where there is no store, ones lent for as long as the work takes (that
 * of database and vectors end by themselves in ten minutes, should the work never end).
 */
export async function withTenantLogins<T>(
  { database, cache, store, cloud }: Places,
  work: (logins: TenantLogins) => Promise<T>,
): Promise<T> {
  if (cloud !== undefined) {
    const [login, cached, opens] = await Promise.all([
      loadSecret(cloud, secretIdOf(database.tenant, 'database'), parseDatabaseSecret),
      cache && loadSecret(cloud, secretIdOf(database.tenant, 'cache'), parseCacheSecret),
      store && loadSecret(cloud, secretIdOf(database.tenant, 'vectors'), parseVectorSecret),
    ])
    return work({
      database: login && { url: database.url, user: login.username, password: login.password },
      cache: cached && cache && { url: cache.url, user: cached.username, password: cached.password },
      vectors: opens?.key,
    })
  }
  const { role } = namesOf(database.tenant, database.mode)
  const password = mintPassword()
  const until = new Date(Date.now() + 600_000)
  await openLogin(database, role, password, until.toISOString())
  try {
    if (cache !== undefined) await openCacheLogin(cache, password)
    return await work({
      database: { url: database.url, user: role, password },
      cache: cache && { url: cache.url, user: cacheUserOf(cache), password },
      vectors: await store?.keys.mint('write', until),
    })
  } finally {
    await closeLogin(database, role)
    if (cache !== undefined) await closeCacheLogin(cache)
    await store?.keys.revoke()
  }
}
