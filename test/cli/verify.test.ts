import { ListRolesCommand, PutRolePolicyCommand, UntagRoleCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { ListAliasesCommand } from '@aws-sdk/client-kms'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { closeLogin } from '../../src/database/login.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { parseDatabaseSecret } from '../../src/storage/login-secrets.ts'
import { keyAliasOf, observeKey } from '../../src/storage/keys.ts'
import { loadSecret, saveSecret } from '../../src/storage/secrets.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { cliConfig } from '../../src/terraform/mirror.ts'
import { catalogue, layGround } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'
import { redisServer, startRedis, type Redis } from '../redis.ts'
import { startPlatform, type Platform } from '../../src/sandbox/cloud/platform.ts'
import { withCache } from '../../src/cache/connect.ts'
import { withClient } from '../../src/database/connect.ts'
import { mintSigningKey } from '../../src/tokens/signing-key.ts'
import { parseConfiguration } from '../../src/provisioning/configuration.ts'
import { loadConfigurationObject, saveConfigurationObject } from '../../src/storage/configuration-object.ts'
import { anEstate, lessCollecting, type Estate, type Run } from './estate.ts'

const missing = [
  ...((await findTerraform(process.env, '/nowhere')) === undefined ? ['terraform or tofu on PATH'] : []),
  ...(motoServer === undefined ? ['moto_server on PATH'] : []),
  ...(redisServer === undefined ? ['redis-server on PATH'] : []),
  ...((await cliConfig(process.env, join(import.meta.dirname, '../../.landlord'))) === undefined
    ? ['a mirror of the AWS provider']
    : []),
]
if (missing.length > 0) console.warn(`SKIPPED test/cli/verify: it needs ${missing.join(' and ')}.`)
const withAll = missing.length > 0 ? describe.skip : describe

const operation = 'op_01jd3v8k2m4n6p8q0r2s'
const region = 'eu-west-1'

withAll('one tenant, by a real Terraform, on an AWS that enforces permissions', () => {
  let moto: Moto
  let redis: Redis
  let platform: Platform
  let cloud: Cloud
  let url = ''
  let estate: Estate
  let sha = ''
  let before: unknown
  beforeAll(async () => {
    ;[moto, redis, url] = await Promise.all([startMoto(), startRedis(), freshDatabase()])
    platform = await startPlatform(url)
    cloud = openCloud({ region, endpoint: moto.endpoint, identity: moto.identity })
    await cloud.s3.send(
      new CreateBucketCommand({
        Bucket: 'acme-state',
        CreateBucketConfiguration: { LocationConstraint: region },
      }),
    )
    await cloud.s3.send(
      new PutBucketVersioningCommand({
        Bucket: 'acme-state',
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    )
    estate = await anEstate({
      ...moto.env,
      AWS_REGION: region,
      LANDLORD_PLATFORM_DATABASE_URL: url,
      LANDLORD_PLATFORM_CACHE_URL: redis.url,
      LANDLORD_PLATFORM_URL: platform.url,
      LANDLORD_METRICS_URL: `${platform.url}/metrics`,
      LANDLORD_AWS: 'on',
      LANDLORD_STATE_BUCKET: 'acme-state',
      LANDLORD_BUCKET_PREFIX: 'acme',
      ...lessCollecting,
    })
    await estate.tenant('cloudy', [
      [/^isolation: .+/m, 'isolation: bridge'],
      [/^region: \S+/m, `region: ${region}`],
      [/^tier: \S+/m, 'tier: gold'],
      [/key: platform/, 'key: tenant'],
      // Refused by schema or harmless, a text stays a text: in YAML, HCL, SQL, JSON, PromQL and labels.
      [/^name: .+/m, `name: '"}],"x":[{ \${path.cwd} {{ . }} $(id) ''; drop table x; --'`],
      [/^costCenter: .+/m, `costCenter: 'CC-1042'`],
    ])
    await estate.tenant('silvery', [
      [/^isolation: .+/m, 'isolation: pool'],
      [/^region: \S+/m, `region: ${region}`],
      [/^tier: \S+/m, 'tier: silver'],
    ])
    await estate.tenant('bronzed', [
      [/^isolation: .+/m, 'isolation: {database: pool, storage: silo}'],
      [/^region: \S+/m, `region: ${region}`],
      [/^tier: \S+/m, 'tier: bronze'],
      [/key: platform/, 'key: tenant'],
    ])
    sha = estate.commit()
    await layGround(url, 'bridge')
    before = await world()
  }, 300_000)
  afterAll(async () => {
    cloud.close()
    await Promise.all([moto.close(), redis.close(), platform.close()])
  })

  /** Everything a tenant could leave behind. */
  const world = async (): Promise<unknown> => ({
    database: await catalogue(url),
    buckets: (await cloud.s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    roles: (await cloud.iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
    cache: await withCache(redis, async (send) => [await send('ACL', 'LIST'), await send('DBSIZE')]),
    configurations: (
      await withClient({ url }, (client) => client.query('select from landlord.configurations'))
    ).rowCount,
    keys: (await cloud.kms.send(new ListAliasesCommand({}))).Aliases?.map(
      ({ AliasName }) => AliasName,
    ).filter((name) => name?.startsWith('alias/landlord/')),
    secrets: (await cloud.secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ Name }) => Name),
  })
  const run = (command: string, ...more: readonly string[]): Promise<Run> =>
    estate.landlord([command, 'cloudy', '--operation', operation, '--sha', sha, ...more])
  const outcomes = ({ result }: Run): Record<string, string> =>
    Object.fromEntries((result?.checks ?? []).map(({ check, outcome }) => [check, outcome]))
  const role = 'landlord-tenant-cloudy'
  // A gold tenant on bridged storage: a key and its alias among them.
  const created = 20

  test('is applied and passes all eight checks, at once', async () => {
    const applied = await run('apply')
    expect(applied).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(applied.result?.resources.created).toHaveLength(created)
    const secret = await loadSecret(cloud, 'landlord/cloudy/database', parseDatabaseSecret)
    expect(secret).toMatchObject({ username: 'tenant_cloudy', dbname: new URL(url).pathname.slice(1) })
    expect(applied.stdout + applied.stderr).not.toContain(secret!.password)

    const verified = await run('verify')
    expect(verified.code).toBe(0)
    expect(outcomes(verified)).toEqual({
      'database-connectivity': 'pass',
      'tenant-isolation': 'pass',
      'vector-search': 'pass',
      'jwt-authentication': 'pass',
      'query-latency': 'pass',
      'object-storage': 'pass',
      'metrics-scraping': 'pass',
      'cost-tags': 'pass',
    })
    expect(verified.stdout + verified.stderr).not.toContain(secret!.password)
    // At once, so that together they take about as long as the longest.
    const { checks = [], phases = [] } = verified.result ?? {}
    const took = checks.map(({ durationMs }) => durationMs)
    const whole = phases.find(({ phase }) => phase === 'verify')?.durationMs ?? 0
    expect(whole).toBeLessThan(took.reduce((sum, ms) => sum + ms, 0))

    const published = parseConfiguration(await loadConfigurationObject(cloud, 'acme-cloudy'))
    expect(published).toMatchObject({ version: 1, tenant: 'cloudy', model: { maxTokens: 4096 } })
    const seeded = await withClient({ url }, (client) => client.query('select from tenant_cloudy.documents'))
    expect(seeded.rowCount).toBe(3)
  }, 300_000)

  test('configured again, the login stays the same', async () => {
    const kept = await loadSecret(cloud, 'landlord/cloudy/database', parseDatabaseSecret)
    expect(await run('configure')).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(await loadSecret(cloud, 'landlord/cloudy/database', parseDatabaseSecret)).toEqual(kept)
  }, 300_000)

  test('bent on purpose in six places, five checks fail, and applying again mends it', async () => {
    await cloud.iam.send(new UntagRoleCommand({ RoleName: role, TagKeys: ['CostCenter'] }))
    const open = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }
    await cloud.iam.send(
      new PutRolePolicyCommand({
        RoleName: role,
        PolicyName: 'own-bucket',
        PolicyDocument: JSON.stringify(open),
      }),
    )
    await closeLogin({ url }, 'tenant_cloudy')
    await saveSecret(cloud, 'landlord/cloudy/tokens', await mintSigningKey())
    const bucket = 'acme-cloudy'
    const published = parseConfiguration(await loadConfigurationObject(cloud, bucket))!
    await saveConfigurationObject(cloud, bucket, {
      ...published,
      limits: { ...published.limits, storageGiB: 9 },
    })
    await withClient({ url }, (client) =>
      client.query(
        `update landlord.configurations set document = jsonb_set(document, '{metrics,labels,tier}', '"free"')`,
      ),
    )
    const bent = await run('verify')
    expect(bent).toMatchObject({ code: 1, result: { outcome: 'failed' } })
    expect(outcomes(bent)).toMatchObject({
      'database-connectivity': 'fail',
      'tenant-isolation': 'error',
      'jwt-authentication': 'fail',
      'object-storage': 'fail',
      'metrics-scraping': 'fail',
      'cost-tags': 'fail',
    })
    const mended = await run('apply')
    // And nothing else: of all that stood as it should the second plan is empty.
    expect(mended.result?.plan?.map(({ action, address }) => `${action} ${address}`).toSorted()).toEqual([
      'update module.object_storage.aws_iam_role.tenant',
      'update module.object_storage.aws_iam_role_policy.tenant',
    ])
    expect(await run('verify')).toMatchObject({ code: 0 })
  }, 300_000)

  test('while another run holds the lock it is an error, which undoes nothing', async () => {
    const lock = { ID: '3f1c2b4a-0000-4000-8000-000000000000', Operation: 'apply', Who: 'another run' }
    const Key = 'tenants/cloudy/terraform.tfstate.tflock'
    await cloud.s3.send(new PutObjectCommand({ Bucket: 'acme-state', Key, Body: JSON.stringify(lock) }))
    const locked = await run('apply')
    expect(locked).toMatchObject({
      code: 2,
      result: { outcome: 'error', reason: 'Another run holds the lock on the state of this tenant.' },
    })
    await cloud.s3.send(new DeleteObjectCommand({ Bucket: 'acme-state', Key }))
  }, 300_000)

  test('undone, nothing is left of it anywhere', async () => {
    const undone = await run('rollback', '--never-active')
    expect(undone).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(undone.result?.resources.destroyed).toHaveLength(created)
    expect(await world()).toEqual(before)
  }, 300_000)

  test('silver and bronze are applied as well, and their second plan is empty', async () => {
    const at = (command: string, id: string) =>
      estate.landlord([command, id, '--operation', operation, '--sha', sha])
    const life = async (id: string) => {
      const { code, result } = await at('apply', id)
      expect([id, code, result?.outcome, result?.reason]).toEqual([id, 0, 'succeeded', undefined])
      expect(await at('drift', id)).toMatchObject({ code: 0, result: { drift: { changes: [], broken: [] } } })
    }
    await Promise.all([life('silvery'), life('bronzed')])
    // Pooled storage shares a key, unless somebody asks for one.
    expect(await observeKey(cloud, keyAliasOf('silvery'))).toBeUndefined()
    const encryption = await cloud.s3.send(new GetBucketEncryptionCommand({ Bucket: 'acme-bronzed' }))
    const [rule] = encryption.ServerSideEncryptionConfiguration?.Rules ?? []
    expect(rule?.ApplyServerSideEncryptionByDefault).toEqual({
      SSEAlgorithm: 'aws:kms',
      KMSMasterKeyID: (await observeKey(cloud, keyAliasOf('bronzed')))?.arn,
    })
  }, 300_000)
})
