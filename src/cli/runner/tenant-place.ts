import { join } from 'node:path'
import { platformCacheUrl } from '../../cache/connect.ts'
import { elastiCacheUsers } from '../../cache/elasticache.ts'
import type { CachePlace } from '../../cache/provision.ts'
import { platformUrl } from '../../database/connect.ts'
import type { Layer } from '../../database/names.ts'
import type { Place } from '../../database/provision.ts'
import { modulesFolder } from '../../database/steps.ts'
import { openCloud, type Cloud } from '../../storage/cloud.ts'
import { machineNameOf } from '../../tenant/machine-name.ts'
import { observeInstances } from '../../storage/observe-instances.ts'
import { isEmulator } from '../../terraform/workspace.ts'
import type { Tenant, TenantId } from '../../tenant/tenant.ts'
import { vectorStoreOf } from '../../vector/connect.ts'
import { UserError } from '../../tenant/user-error.ts'
import type { VectorStore } from '../../vector/store.ts'
import type { TenantRun } from './tenant-run.ts'

/** Where the tenant's objects are: in the platform's PostgreSQL, or in one of its own. */
export const placeOf = (run: TenantRun, tenant: Tenant, layer: Layer = 'database'): Place => ({
  url: databaseUrlOf(run),
  tenant: run.id,
  layer,
  mode: tenant.isolation[layer],
  sql: join(run.folder, modulesFolder),
})

/** Where its vectors are; undefined where the settings keep them in PostgreSQL, as a layer of it. */
export function storeOf({ settings, id, tenant, env }: TenantRun): VectorStore | undefined {
  const { vectors } = settings.provisioning
  return vectors === 'postgres'
    ? undefined
    : vectorStoreOf(vectors, { tenant: id, region: tenant?.region }, env)
}

function databaseUrlOf({ instance, env }: TenantRun): string {
  if (!instance.isWanted) return platformUrl(env)
  const url = instance.url()
  if (url !== undefined) return url
  throw new UserError('The tenant has no instance of its own yet.', { fix: 'Run "landlord apply" first.' })
}

/** Its layers that can hold something: none, where its own instance was never made, or is gone. */
export const standingLayersOf = (run: TenantRun, tenant: Tenant): readonly Place[] =>
  run.instance.isWanted && run.instance.url() === undefined ? [] : layersOf(run, tenant)

/** What is left of an instance of its own, in words. */
export const instanceLeftovers = async (
  { instance, env, id }: TenantRun,
  cloud: Cloud,
): Promise<readonly string[]> =>
  instance.isWanted ? observeInstances(cloud, id, isEmulator(env) ? 0 : 60_000) : []

/** What the tenant has in PostgreSQL: its documents, and its vectors unless they are elsewhere. */
export const layersOf = (run: TenantRun, tenant: Tenant): readonly Place[] => [
  placeOf(run, tenant),
  ...(storeOf(run) === undefined ? [placeOf(run, tenant, 'vector')] : []),
]

/** Where its keys are in the platform's cache; undefined where there is none, as an ElastiCache where AWS is off. */
export function cachePlaceOf({ env, id, aws, settings }: TenantRun): CachePlace | undefined {
  const url = platformCacheUrl(env)
  const { elasticache } = settings.provisioning
  if (url === undefined || (elasticache !== undefined && !aws)) return undefined
  return { url, tenant: id, users: elasticache && usersIn(elasticache.region, id, env.AWS_ENDPOINT_URL) }
}

const usersIn = (region: string, tenant: TenantId, endpoint: string | undefined) =>
  elastiCacheUsers({ region, endpoint, user: machineNameOf(tenant) })

/** A secret container that Terraform made for the tenant. */
export const secretIdOf = (tenant: TenantId, of: 'database' | 'cache' | 'tokens' | 'vectors'): string =>
  `landlord/${tenant}/${of}`

/** The operator in the tenant's region; undefined where AWS is off. */
export const cloudOf = (run: TenantRun, tenant: Tenant): Cloud | undefined =>
  run.aws ? openCloud({ region: tenant.region, endpoint: run.env.AWS_ENDPOINT_URL }) : undefined

/** First part of every bucket name; what the module's own default says, when nobody chose one. */
export const bucketPrefixOf = (run: TenantRun): string => {
  const prefix = run.env.LANDLORD_BUCKET_PREFIX ?? ''
  return prefix === '' ? 'landlord' : prefix
}

/** The tenant's bucket, by the module's naming. */
export const bucketOf = (run: TenantRun): string => `${bucketPrefixOf(run)}-${run.id}`
