import { isDeepStrictEqual } from 'node:util'
import { loadConfigurations } from '../../database/configurations.ts'
import type { VerifyIO } from '../../flows/provision-verify.ts'
import { parseConfiguration } from '../../provisioning/configuration.ts'
import type { Cloud } from '../../storage/cloud.ts'
import { loadConfigurationObject } from '../../storage/configuration-object.ts'
import { observeStorage } from '../../storage/observe-storage.ts'
import { observeTags } from '../../storage/observe-tags.ts'
import { loadSecret } from '../../storage/secrets.ts'
import { settle } from '../../storage/settle.ts'
import type { State } from '../../terraform/state.ts'
import { isEmulator } from '../../terraform/workspace.ts'
import { UserError } from '../../tenant/user-error.ts'
import { observeTokens } from '../../tokens/observe-tokens.ts'
import { parseSigningKey } from '../../tokens/signing-key.ts'
import { costTags } from '../../verification/cost-tags.ts'
import { objectStorage } from '../../verification/object-storage.ts'
import { bucketPrefixOf, placeOf, secretIdOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'
import type { VerifySubject } from './verify-subject.ts'

const off = 'AWS is off here (LANDLORD_AWS=off): nothing was created there, and nothing was checked.'

/** The looks at what is in AWS, each repeated while AWS may still be spreading what was just made. */
export function cloudLooks({
  run,
  tenant,
  cloud,
  state,
}: VerifySubject): Pick<VerifyIO['observe'], 'storage' | 'tags' | 'tokens'> {
  if (cloud === undefined) return { storage: off, tags: off, tokens: off }
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
    tokens: async () =>
      observeTokens({
        tenant: tenant.id,
        key: await loadSecret(cloud, secretIdOf(tenant.id, 'tokens'), parseSigningKey),
        terms: await publishedTerms({ run, tenant, state }, cloud),
        platformUrl: (run.env.LANDLORD_PLATFORM_URL ?? '') || undefined,
        now: new Date(),
      }),
  }
}

/** As the platform would find them: in the bucket, and only if the database says the very same. */
async function publishedTerms(
  { run, tenant, state }: Pick<VerifySubject, 'run' | 'tenant' | 'state'>,
  cloud: Cloud,
): Promise<Parameters<typeof observeTokens>[0]['terms']> {
  const { bucket } = storageOf(run, state)
  const [inBucket, [inDatabase]] = await Promise.all([
    loadConfigurationObject(cloud, bucket).then(parseConfiguration),
    loadConfigurations(placeOf(run, tenant), run.id),
  ])
  return isDeepStrictEqual(inBucket, parseConfiguration(inDatabase)) ? inBucket?.tokens : undefined
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
