import {
  applyCacheUp,
  closeCacheLogin,
  endCacheSessions,
  observeCacheUser,
  refuseCacheWrites,
} from '../../cache/provision.ts'
import { closeLogin, endSessions } from '../../database/login.ts'
import { namesOf } from '../../database/names.ts'
import { allowWrites, observeRole, refuseWrites } from '../../database/suspend.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { allowBucket, denyBucket, observeDenial } from '../../storage/suspend-role.ts'
import type { Lifecycle, Tenant } from '../../tenant/tenant.ts'
import type { Suspension } from '../../verification/suspension.ts'
import { bucketOf, cachePlaceOf, layersOf, placeOf, storeOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'

type Mode = Extract<Lifecycle, { state: 'suspended' }>['mode']

/** Takes back whatever a suspension had closed; logins are opened by configuring. */
export async function release(run: TenantRun, tenant: Tenant, cloud: Cloud | undefined): Promise<void> {
  await allowWrites(layersOf(run, tenant))
  const cache = cachePlaceOf(run)
  if (cache !== undefined) await applyCacheUp(cache)
  if (cloud !== undefined) await allowBucket(cloud, run.id)
}

/** hold: nothing goes any more; drain: nothing new; readOnly: no writes. Gives what was done. */
export async function suspend(
  run: TenantRun,
  tenant: Tenant,
  { cloud, mode }: Readonly<{ cloud: Cloud | undefined; mode: Mode }>,
): Promise<readonly string[]> {
  const [layers, cache] = [layersOf(run, tenant), cachePlaceOf(run)]
  const what = mode === 'readOnly' ? 'writes' : 'everything'
  if (cloud !== undefined) await denyBucket(cloud, run.id, { bucket: bucketOf(run), what })
  if (mode === 'readOnly') {
    await refuseWrites(layers)
    if (cache !== undefined) await refuseCacheWrites(cache)
    return ['The tenant reads and does not write.']
  }
  const [place, role] = [placeOf(run, tenant), namesOf(run.id, tenant.isolation.database).role]
  await closeLogin(place, role)
  if (cache !== undefined) await closeCacheLogin(cache)
  await storeOf(run)?.keys.revoke()
  if (mode === 'drain') return ['The tenant gets no new sessions; those that are open go on.']
  const ended = await endSessions(place, role)
  if (cache !== undefined) await endCacheSessions(cache)
  return [`The tenant is shut out; ${ended} of its sessions were ended.`]
}

export async function observeSuspension(
  run: TenantRun,
  tenant: Tenant,
  { cloud, mode }: Readonly<{ cloud: Cloud | undefined; mode: Mode }>,
): Promise<Suspension> {
  const cache = cachePlaceOf(run)
  const [database, cached, bucket, vectors] = await Promise.all([
    observeRole(layersOf(run, tenant)),
    cache && observeCacheUser(cache),
    cloud && observeDenial(cloud, run.id),
    storeOf(run)?.keys.observe(),
  ])
  return { mode, database, cache: cached, bucket, vectors }
}
