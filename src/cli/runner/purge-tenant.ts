import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager'
import { observeCacheLeftovers } from '../../cache/provision.ts'
import { observeLeftovers } from '../../database/provision.ts'
import { purgeTenant, type PurgeTenantIO } from '../../flows/purge-tenant.ts'
import { emptyBucket, listObjects, type StoredObject } from '../../storage/bucket-objects.ts'
import { isMissing, type Cloud } from '../../storage/cloud.ts'
import { observeKeysOf, type KeySeen } from '../../storage/keys.ts'
import { observeCloudLeftovers } from '../../storage/observe-leftovers.ts'
import type { Tenant, TenantId } from '../../tenant/tenant.ts'
import { refused } from './apply-tenant.ts'
import { observeUnproven } from './copy-record.ts'
import { exportPlace, type ExportPlace } from './export-place.ts'
import { countAll } from './export-tenant.ts'
import { planDestroy } from './destroy-plan.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'
import { release } from './suspend-tenant.ts'
import {
  bucketOf,
  cachePlaceOf,
  cloudOf,
  instanceLeftovers,
  secretIdOf,
  standingLayersOf,
  storeOf,
} from './tenant-place.ts'
import { storeLeftovers } from './tenant-vectors.ts'
import type { TenantRun } from './tenant-run.ts'

export async function purge(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'purge', options }, async (run, report) => {
    const { tenant } = run
    if (tenant === undefined) return refused(run)
    const cloud = cloudOf(run, tenant)
    const subject = {
      ...{ tenant: id, operation: options.operation },
      isRetired: tenant.lifecycle.state === 'retired',
      legalHold: tenant.data.legalHold,
    }
    try {
      const place = exportPlace(run, options.operation, cloud)
      return await purgeTenant(subject, report, purgeIO({ run, tenant, cloud, place }))
    } finally {
      cloud?.close()
    }
  })
}

type Subject = Readonly<{ run: TenantRun; tenant: Tenant; cloud: Cloud | undefined; place: ExportPlace }>

const purgeIO = ({ run, tenant, cloud, place }: Subject): PurgeTenantIO => ({
  loadManifest: place.loadManifest,
  observeUnproven: () => observeUnproven(run),
  digest: place.digest,
  count: async () => ({ rows: await countAll(run, tenant), objects: await objectsNow(run, cloud) }),
  init: run.terraform.init,
  empty: async () => {
    await release(run, tenant, cloud)
    return cloud === undefined
      ? []
      : [`${await emptyBucket(cloud, bucketOf(run))} versions of objects were deleted.`]
  },
  planDestroy: () => planDestroy(run),
  apply: run.terraform.apply,
  state: async () => ({ resources: (await run.terraform.state()).resources, madeBy: undefined }),
  findLeftovers: async () => [
    ...(await databaseLeftovers(run, tenant)),
    ...(await cacheLeftovers(run)),
    ...(await storeLeftovers(run)),
    ...(cloud === undefined ? [] : await cloudLeftovers(run, cloud)),
  ],
  evidence: async () => evidenceOf(run, cloud, cloud === undefined ? [] : await observeKeysOf(cloud, run.id)),
})

async function databaseLeftovers(run: TenantRun, tenant: Tenant): Promise<readonly string[]> {
  const layers = await Promise.all(
    standingLayersOf(run, tenant).map(async (place) => ({
      name: place.layer ?? 'database',
      left: await observeLeftovers(place),
    })),
  )
  return [
    ...(layers[0]?.left.role === true ? ['its role in the database'] : []),
    ...layers.flatMap(({ name, left: { schema, rows } }) => [
      ...(schema ? [`its schema in the layer ${name}`] : []),
      ...(rows > 0 ? [`${rows} rows in the layer ${name}`] : []),
    ]),
  ]
}

async function cacheLeftovers(run: TenantRun): Promise<readonly string[]> {
  const cache = cachePlaceOf(run)
  return cache === undefined ? [] : observeCacheLeftovers(cache)
}

/** A secret that is deleted is gone at once (no recovery window), and with it the tenant's passwords and signing key. */
async function cloudLeftovers(run: TenantRun, cloud: Cloud): Promise<readonly string[]> {
  const secrets = await Promise.all(
    secretIds(run).map(async (SecretId) => {
      try {
        const found = await cloud.secrets.send(new DescribeSecretCommand({ SecretId }))
        return found.DeletedDate === undefined ? [`the secret ${SecretId}`] : []
      } catch (error) {
        if (isMissing(error)) return []
        throw error
      }
    }),
  )
  const keys = (await observeKeysOf(cloud, run.id)).filter(({ deletedOn }) => deletedOn === undefined)
  return [
    ...(await instanceLeftovers(run, cloud)),
    ...(await observeCloudLeftovers(cloud, bucketOf(run), run.id)),
    ...secrets.flat(),
    ...keys.map(({ arn, state }) => `the key ${arn} (${state})`),
  ]
}

const secretIds = ({ id }: TenantRun): readonly string[] =>
  (['database', 'cache', 'vectors', 'tokens'] as const).map((of) => secretIdOf(id, of))

async function objectsNow(run: TenantRun, cloud: Cloud | undefined): Promise<readonly StoredObject[]> {
  if (cloud === undefined) return []
  try {
    const found: StoredObject[] = []
    for await (const object of listObjects(cloud, bucketOf(run))) found.push(object)
    return found
  } catch (error) {
    // An earlier attempt came as far as the bucket.
    if (isMissing(error)) return []
    throw error
  }
}

/** Said only after the look for leftovers found none of it. */
const evidenceOf = (
  run: TenantRun,
  cloud: Cloud | undefined,
  keys: readonly KeySeen[],
): readonly string[] => [
  run.instance.isWanted
    ? 'The instance of its own is gone, its backups with it, and no snapshot was left; AWS knows none with its tag.'
    : 'The role, the schemas and the rows are gone from the database; looked for by name.',
  ...(cachePlaceOf(run) === undefined
    ? []
    : ['The user and its keys are gone from the cache; looked for by name.']),
  ...(storeOf(run) === undefined
    ? []
    : ['The namespace of vectors and the key to it are gone; looked for by name.']),
  ...(cloud === undefined
    ? ['AWS is off here: there was no bucket, no role and no key.']
    : [
        `The bucket ${bucketOf(run)} and the role landlord-tenant-${run.id} are gone; AWS answered that they do not exist.`,
        `The passwords and the signing key are gone: Secrets Manager knows none of ${secretIds(run).join(', ')} (deleted without a recovery window).`,
        ...keys.map(
          ({ arn, state, deletedOn = '' }) =>
            `The key ${arn} is ${state}: on ${deletedOn.slice(0, 10)} AWS deletes it, and what it encrypted can be read by nobody, in no backup either.`,
        ),
      ]),
]
