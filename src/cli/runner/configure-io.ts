import { replyCode, withCache } from '../../cache/connect.ts'
import { cacheNamesOf } from '../../cache/names.ts'
import { cacheUserOf, openCacheLogin, type CachePlace } from '../../cache/provision.ts'
import { saveConfiguration } from '../../database/configurations.ts'
import { sqlState, withClient } from '../../database/connect.ts'
import { mintPassword, openLogin } from '../../database/login.ts'
import { namesOf } from '../../database/names.ts'
import type { Place } from '../../database/provision.ts'
import { seedDemoDocuments } from '../../database/seed-documents.ts'
import { keepSecret, type ConfigureIO, type SecretIO } from '../../flows/provision-configure.ts'
import { renderConfiguration } from '../../provisioning/configuration.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { saveConfigurationObject } from '../../storage/configuration-object.ts'
import {
  parseCacheSecret,
  parseDatabaseSecret,
  type CacheSecret,
  type DatabaseSecret,
} from '../../storage/login-secrets.ts'
import { loadSecret, saveSecret } from '../../storage/secrets.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { mintSigningKey, parseSigningKey, publicOf, type SigningKey } from '../../tokens/signing-key.ts'
import { bucketOf, cachePlaceOf, placeOf, secretIdOf, storeOf } from './tenant-place.ts'
import { vectorKey, vectorsPlace } from './tenant-vectors.ts'
import { release, suspend } from './suspend-tenant.ts'
import type { TenantRun } from './tenant-run.ts'

/** Secrets into Secrets Manager, logins into PostgreSQL and Redis, the configuration into database and bucket. */
export function configureIO(run: TenantRun, tenant: Tenant, cloud: Cloud | undefined): ConfigureIO {
  const place = placeOf(run, tenant)
  const [cache, store] = [cachePlaceOf(run), storeOf(run)]
  const features = { ...run.settings.tiers[tenant.tier]?.features, ...tenant.features }
  const { lifecycle } = tenant
  // A retired tenant is closed by its export; applying it again by hand must not open it.
  const mode = { active: undefined, retired: 'hold' as const, suspended: modeOf(lifecycle) }[lifecycle.state]
  const isShut = mode === 'hold' || mode === 'drain'
  return {
    secrets:
      cloud === undefined
        ? undefined
        : isShut
          ? []
          : [
              () => keepSecret(databaseLogin(place, cloud)),
              ...(cache === undefined ? [] : [() => keepSecret(cacheLogin(cache, cloud))]),
              ...(store === undefined ? [] : [() => keepSecret(vectorKey({ run, store, cloud, mode }))]),
              () => keepSecret(signingKey(run, cloud)),
            ],
    seed: features.demoDocuments === true && mode === undefined ? () => seedDemoDocuments(place) : undefined,
    publish: () => publish(run, tenant, cloud),
    suspend: mode === undefined ? undefined : () => suspend(run, tenant, { cloud, mode }),
    release: () => release(run, tenant, cloud),
  }
}

const modeOf = (lifecycle: Tenant['lifecycle']) =>
  lifecycle.state === 'suspended' ? lifecycle.mode : undefined

async function publish(run: TenantRun, tenant: Tenant, cloud: Cloud | undefined): Promise<number> {
  const tier = run.settings.tiers[tenant.tier]
  if (tier === undefined) throw new Error(`The settings know no tier ${tenant.tier}.`)
  const key = cloud && (await loadSecret(cloud, secretIdOf(tenant.id, 'tokens'), parseSigningKey))
  const { role, ...database } = namesOf(tenant.id, tenant.isolation.database)
  const cache = cachePlaceOf(run)
  const document = renderConfiguration(tenant, tier, {
    database: { role, schema: database.schema, table: database.table },
    vectors: await vectorsPlace(run, tenant),
    cache: cache && { ...cacheNamesOf(tenant.id), user: cacheUserOf(cache) },
    keys: key && [publicOf(key)],
  })
  const version = await saveConfiguration(placeOf(run, tenant), tenant.id, document)
  if (cloud !== undefined) await saveConfigurationObject(cloud, bucketOf(run), { ...document, version })
  return version
}

function databaseLogin(place: Place, cloud: Cloud): SecretIO<DatabaseSecret> {
  const url = new URL(place.url)
  const { role } = namesOf(place.tenant, place.mode)
  const secretId = secretIdOf(place.tenant, 'database')
  return {
    load: () => loadSecret(cloud, secretId, parseDatabaseSecret),
    save: (login) => saveSecret(cloud, secretId, login),
    works: ({ username, password }) => logsIn(place, username, password),
    mint: () => ({
      engine: 'postgres',
      host: url.hostname,
      port: Number(url.port === '' ? 5432 : url.port),
      dbname: decodeURIComponent(url.pathname.slice(1)),
      username: role,
      password: mintPassword(),
    }),
    open: ({ password }) => openLogin(place, role, password),
  }
}

async function logsIn(place: Place, user: string, password: string): Promise<boolean> {
  try {
    return await withClient({ url: place.url, user, password }, () => Promise.resolve(true))
  } catch (error) {
    // Only a refusal asks for a new password; a server that is away keeps the one there is.
    if ((sqlState(error) ?? '').startsWith('28')) return false
    throw error
  }
}

function cacheLogin(place: CachePlace, cloud: Cloud): SecretIO<CacheSecret> {
  const url = new URL(place.url)
  const secretId = secretIdOf(place.tenant, 'cache')
  return {
    load: () => loadSecret(cloud, secretId, parseCacheSecret),
    save: (login) => saveSecret(cloud, secretId, login),
    works: async ({ username, password }) => {
      try {
        return await withCache({ url: place.url, user: username, password }, () => Promise.resolve(true))
      } catch (error) {
        if (replyCode(error) === 'WRONGPASS') return false
        throw error
      }
    },
    mint: () => ({
      engine: 'redis',
      host: url.hostname,
      port: Number(url.port === '' ? 6379 : url.port),
      username: cacheUserOf(place),
      password: mintPassword(),
    }),
    open: ({ password }) => openCacheLogin(place, password),
  }
}

/** It is its own proof: whether what is published fits it is what the check of tokens asks. */
function signingKey(run: TenantRun, cloud: Cloud): SecretIO<SigningKey> {
  const secretId = secretIdOf(run.id, 'tokens')
  return {
    load: () => loadSecret(cloud, secretId, parseSigningKey),
    save: (key) => saveSecret(cloud, secretId, key),
    works: () => Promise.resolve(true),
    mint: mintSigningKey,
    open: () => Promise.resolve(),
  }
}
