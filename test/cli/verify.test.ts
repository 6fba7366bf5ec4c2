import { ListRolesCommand, PutRolePolicyCommand, UntagRoleCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { ListSecretsCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { join } from 'node:path'
import { closeLogin } from '../../src/database/login.ts'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { loadDatabaseSecret } from '../../src/storage/database-secret.ts'
import { findTerraform } from '../../src/terraform/find.ts'
import { cliConfig } from '../../src/terraform/mirror.ts'
import { catalogue } from '../database/catalogue.ts'
import { freshDatabase } from '../embedded.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'
import { anEstate, type Estate, type Run } from './estate.ts'

const missing = [
  ...((await findTerraform(process.env, '/nowhere')) === undefined ? ['terraform or tofu on PATH'] : []),
  ...(motoServer === undefined ? ['moto_server on PATH'] : []),
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
  let cloud: Cloud
  let url = ''
  let estate: Estate
  let sha = ''
  let before: unknown
  beforeAll(async () => {
    ;[moto, url] = await Promise.all([startMoto(), freshDatabase()])
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
      LANDLORD_AWS: 'on',
      LANDLORD_STATE_BUCKET: 'acme-state',
      LANDLORD_BUCKET_PREFIX: 'acme',
    })
    await estate.tenant('cloudy', [
      [/^isolation: .+/m, 'isolation: bridge'],
      [/^region: \S+/m, `region: ${region}`],
    ])
    sha = estate.commit()
    await estate.landlord(['database', 'up', 'cloudy', '--isolation', 'bridge'])
    await estate.landlord(['database', 'down', 'cloudy', '--isolation', 'bridge'])
    before = await world()
  }, 180_000)
  afterAll(async () => {
    cloud.close()
    await moto.close()
  })

  /** Everything a tenant could leave behind. */
  const world = async (): Promise<unknown> => ({
    database: await catalogue(url),
    buckets: (await cloud.s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name),
    roles: (await cloud.iam.send(new ListRolesCommand({}))).Roles?.map(({ RoleName }) => RoleName),
    secrets: (await cloud.secrets.send(new ListSecretsCommand({}))).SecretList?.map(({ Name }) => Name),
  })
  const run = (command: string, ...more: readonly string[]): Promise<Run> =>
    estate.landlord([command, 'cloudy', '--operation', operation, '--sha', sha, ...more])
  const outcomes = ({ result }: Run): Record<string, string> =>
    Object.fromEntries((result?.checks ?? []).map(({ check, outcome }) => [check, outcome]))
  const role = 'landlord-tenant-cloudy'

  test('is applied and passes all five checks that are built', async () => {
    const applied = await run('apply')
    expect(applied).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(applied.result?.resources.created).toHaveLength(10)
    const secret = await loadDatabaseSecret(cloud, 'landlord/cloudy/database')
    expect(secret).toMatchObject({ username: 'tenant_cloudy', dbname: new URL(url).pathname.slice(1) })
    expect(applied.stdout + applied.stderr).not.toContain(secret!.password)

    const verified = await run('verify')
    expect(verified.code).toBe(0)
    expect(outcomes(verified)).toEqual({
      'database-connectivity': 'pass',
      'tenant-isolation': 'pass',
      'vector-search': 'not-built',
      'jwt-authentication': 'not-built',
      'query-latency': 'pass',
      'object-storage': 'pass',
      'metrics-scraping': 'not-built',
      'cost-tags': 'pass',
    })
    expect(verified.stdout + verified.stderr).not.toContain(secret!.password)
  }, 180_000)

  test('applied again, nothing changes, and the login stays the same', async () => {
    const kept = await loadDatabaseSecret(cloud, 'landlord/cloudy/database')
    const again = await run('apply')
    expect(again.result?.resources).toEqual({ created: [], changed: [], destroyed: [] })
    expect(await loadDatabaseSecret(cloud, 'landlord/cloudy/database')).toEqual(kept)
  }, 180_000)

  test('bent on purpose in three places, three checks fail, and applying again mends it', async () => {
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
    const bent = await run('verify')
    expect(bent).toMatchObject({ code: 1, result: { outcome: 'failed' } })
    expect(outcomes(bent)).toMatchObject({
      'database-connectivity': 'fail',
      'tenant-isolation': 'error',
      'object-storage': 'fail',
      'cost-tags': 'fail',
    })
    const mended = await run('apply')
    expect(mended.result?.resources.changed.toSorted()).toEqual([
      'module.object_storage.aws_iam_role.tenant',
      'module.object_storage.aws_iam_role_policy.tenant',
    ])
    expect(await run('verify')).toMatchObject({ code: 0 })
  }, 180_000)

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
  }, 180_000)

  test('undone, nothing is left of it anywhere', async () => {
    const undone = await run('rollback', '--never-active')
    expect(undone).toMatchObject({ code: 0, result: { outcome: 'succeeded' } })
    expect(undone.result?.resources.destroyed).toHaveLength(10)
    expect(await world()).toEqual(before)
  }, 180_000)
})
