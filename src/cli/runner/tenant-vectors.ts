import { namesOf } from '../../database/names.ts'
import type { SecretIO } from '../../flows/provision-configure.ts'
import type { TenantConfiguration } from '../../provisioning/configuration.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { parseVectorSecret, type VectorSecret } from '../../storage/login-secrets.ts'
import { loadSecret, saveSecret } from '../../storage/secrets.ts'
import type { Lifecycle, Tenant } from '../../tenant/tenant.ts'
import type { VectorStore } from '../../vector/store.ts'
import { secretIdOf, storeOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'

/** Where the platform finds the tenant's vectors. */
export async function vectorsPlace(run: TenantRun, tenant: Tenant): Promise<TenantConfiguration['vectors']> {
  const store = storeOf(run)
  if (store !== undefined)
    return { store: store.kind, url: await store.address(), namespace: store.own, dimensions: 1536 }
  const { schema, table } = namesOf(tenant.id, tenant.isolation.vector, 'vector')
  return { schema, table, search: 'nearest', dimensions: 1536 }
}

/** What a tenant still has in a store of vectors, in words: nothing at all once `down` has run. */
export async function storeLeftovers(run: TenantRun): Promise<readonly string[]> {
  const left = await storeOf(run)?.leftovers()
  return [
    ...(left?.namespace === true ? [`its namespace of vectors, with ${left.vectors} of them`] : []),
    ...((left?.keys ?? 0) > 0 ? ['its key to them'] : []),
  ]
}

type Subject = Readonly<{
  run: Pick<TenantRun, 'id'>
  store: VectorStore
  cloud: Cloud
  mode: Extract<Lifecycle, { state: 'suspended' }>['mode'] | undefined
}>

/** One that only reads for a tenant that is suspended so: the writing one is taken back by minting it. */
export function vectorKey({ run, store, cloud, mode }: Subject): SecretIO<VectorSecret> {
  const secretId = secretIdOf(run.id, 'vectors')
  const access = mode === 'readOnly' ? 'read' : 'write'
  return {
    load: () => loadSecret(cloud, secretId, parseVectorSecret),
    save: (secret) => saveSecret(cloud, secretId, secret),
    works: ({ key }) => store.keys.works(key, access),
    mint: async () => ({
      engine: store.kind,
      url: await store.address(),
      namespace: store.own,
      key: await store.keys.mint(access),
    }),
    // It is valid from the moment it is minted.
    open: () => Promise.resolve(),
  }
}
