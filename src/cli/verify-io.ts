import { databaseWords, type Login } from '../database/connect.ts'
import { closeLogin, mintPassword, openLogin } from '../database/login.ts'
import { namesOf } from '../database/names.ts'
import { observeConnectivity } from '../database/observe-connectivity.ts'
import { observeIsolation } from '../database/observe-isolation.ts'
import { observeLatency } from '../database/observe-latency.ts'
import type { Place } from '../database/provision.ts'
import type { VerifyIO } from '../flows/provision-verify.ts'
import type { Cloud } from '../storage/cloud.ts'
import { loadDatabaseSecret } from '../storage/database-secret.ts'
import { observeStorage } from '../storage/observe-storage.ts'
import { observeTags } from '../storage/observe-tags.ts'
import { settle } from '../storage/settle.ts'
import { withoutSecrets } from '../terraform/messages.ts'
import type { State } from '../terraform/state.ts'
import { isEmulator } from '../terraform/workspace.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { costTags } from '../verification/cost-tags.ts'
import { objectStorage } from '../verification/object-storage.ts'
import { UserError } from '../tenant/user-error.ts'
import { secretIdOf } from './configure-io.ts'
import { bucketPrefixOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'

type Subject = Readonly<{
  run: TenantRun
  tenant: Tenant
  place: Place
  cloud: Cloud | undefined
  state: State
  login: Login | undefined
}>

/** The looks at one tenant's live resources. */
export function verifyIO({ run, tenant, place, cloud, state, login }: Subject): VerifyIO {
  const names = namesOf(place.tenant, place.mode)
  const asTenant = <T>(look: (login: Login) => Promise<T>): (() => Promise<T>) => {
    return () => {
      if (login !== undefined) return look(login)
      throw new UserError('The secret of the tenant holds no login.', { fix: 'Run "landlord configure".' })
    }
  }
  return {
    now: () => new Date(),
    limitMs: 120_000,
    queryLatencyMs: run.settings.provisioning.queryLatencyMs,
    wordsOf: (error) => withoutSecrets(databaseWords(error)),
    observe: {
      connectivity: () =>
        login === undefined
          ? Promise.resolve({ login: 'refused', role: names.role, why: 'its secret holds no login.' })
          : observeConnectivity(login, names),
      isolation: asTenant((as) => observeIsolation(as, place)),
      latency: asTenant((as) => observeLatency(as, names)),
      ...(cloud === undefined
        ? { storage: undefined, tags: undefined }
        : cloudLooks({ run, tenant, cloud, state })),
    },
  }
}

/** The looks at AWS, each repeated while AWS may still be spreading what was just made. */
function cloudLooks({
  run,
  tenant,
  cloud,
  state,
}: Readonly<{ run: TenantRun; tenant: Tenant; cloud: Cloud; state: State }>): Required<
  Pick<VerifyIO['observe'], 'storage' | 'tags'>
> {
  const patienceMs = isEmulator(run.env) ? 0 : 45_000
  const expected = {
    TenantID: tenant.id,
    Tier: tenant.tier,
    CostCenter: tenant.costCenter,
    ManagedBy: 'landlord',
  }
  return {
    storage: () =>
      settle(
        () => observeStorage({ operator: cloud, ...storageOf(run, state) }),
        (seen) => objectStorage.judge(seen).outcome === 'pass',
        patienceMs,
      ),
    tags: () =>
      settle(
        async () => ({ expected, resources: await observeTags(cloud, state.resources) }),
        (seen) => costTags.judge(seen).outcome === 'pass',
        patienceMs,
      ),
  }
}

function storageOf(
  run: TenantRun,
  { outputs: { bucket, role } }: State,
): Omit<Parameters<typeof observeStorage>[0], 'operator'> {
  if (bucket === undefined || role === undefined) {
    throw new UserError('The state knows no bucket of the tenant.', { fix: 'Run "landlord apply" first.' })
  }
  return {
    endpoint: run.env.AWS_ENDPOINT_URL,
    bucket,
    role,
    bucketPrefix: bucketPrefixOf(run),
    patienceMs: isEmulator(run.env) ? 2_000 : 30_000,
  }
}

/**
 * The tenant's login: the one in its secret or, where there is no store, one lent for as long as the work takes (and
 * that ends by itself in ten minutes, should the work never end).
 */
export async function withTenantLogin<T>(
  place: Place,
  cloud: Cloud | undefined,
  work: (login: Login | undefined) => Promise<T>,
): Promise<T> {
  if (cloud !== undefined) {
    const kept = await loadDatabaseSecret(cloud, secretIdOf(place))
    return work(kept && { url: place.url, user: kept.username, password: kept.password })
  }
  const { role } = namesOf(place.tenant, place.mode)
  const password = mintPassword()
  await openLogin(place, role, password, new Date(Date.now() + 600_000).toISOString())
  try {
    return await work({ url: place.url, user: role, password })
  } finally {
    await closeLogin(place, role)
  }
}
