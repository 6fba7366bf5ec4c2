import { join } from 'node:path'
import { platformUrl } from '../database/connect.ts'
import type { Place } from '../database/provision.ts'
import { sqlFolder } from '../database/steps.ts'
import { openCloud, type Cloud } from '../storage/cloud.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { TenantRun } from './tenant-run.ts'

/** Where the tenant's objects are in the platform's PostgreSQL. */
export const placeOf = (run: TenantRun, tenant: Tenant): Place => ({
  url: platformUrl(run.env),
  tenant: run.id,
  mode: tenant.isolation.database,
  sql: join(run.folder, sqlFolder),
})

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
