import {
  CreateRoleCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3'
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openCloud, type Cloud } from '../../src/storage/cloud.ts'
import { parseDatabaseSecret } from '../../src/storage/login-secrets.ts'
import { loadSecret, saveSecret } from '../../src/storage/secrets.ts'
import { observeStorage } from '../../src/storage/observe-storage.ts'
import { observeTags } from '../../src/storage/observe-tags.ts'
import { removeOwnObjects, removeProbeObjects } from '../../src/storage/probe-objects.ts'
import { costTags } from '../../src/verification/cost-tags.ts'
import { objectStorage, type ObjectStorage } from '../../src/verification/object-storage.ts'
import { motoServer, startMoto, type Moto } from '../moto.ts'

if (motoServer === undefined) console.warn('SKIPPED test/storage: there is no moto_server on PATH.')
const withMoto = motoServer === undefined ? describe.skip : describe

const tags = { TenantID: 'acme', Tier: 'gold', CostCenter: 'CC-1', ManagedBy: 'landlord' }
const tagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
const account = '123456789012'
const role = `arn:aws:iam::${account}:role/landlord-tenant-acme`

withMoto('against an emulator that enforces permissions', () => {
  let moto: Moto
  let operator: Cloud
  beforeAll(async () => {
    moto = await startMoto()
    operator = openCloud({ region: 'eu-west-1', endpoint: moto.endpoint, identity: moto.identity })
    await build(operator)
  }, 60_000)
  afterAll(async () => {
    operator.close()
    await moto.close()
  })
  const look = (): Promise<ObjectStorage> => lookAt(moto, operator)

  test("the tenant's role reaches its own bucket and no other, and nothing is left of the looking", async () => {
    const before = await buckets(operator)
    expect(objectStorage.judge(await look())).toMatchObject({ outcome: 'pass' })
    expect(await buckets(operator)).toEqual(before)
    const left = await operator.s3.send(new ListObjectVersionsCommand({ Bucket: 'landlord-acme' }))
    expect([left.Versions ?? [], left.DeleteMarkers ?? []]).toEqual([[], []])
  })

  test('what Landlord wrote goes in every version, also from before the bucket kept any; what a tenant wrote stays', async () => {
    const Bucket = 'landlord-undone'
    await operator.s3.send(
      new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    )
    const put = (Key: string) => operator.s3.send(new PutObjectCommand({ Bucket, Key, Body: 'landlord' }))
    await put('platform.dashboard.json')
    await operator.s3.send(
      new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } }),
    )
    await put('platform.configuration.json')
    // As Terraform does with an object of which it knows no version.
    await operator.s3.send(new DeleteObjectCommand({ Bucket, Key: 'platform.dashboard.json' }))
    const bucketGoes = () => operator.s3.send(new DeleteBucketCommand({ Bucket }))
    await expect(bucketGoes()).rejects.toThrow(/not empty/)

    await put('lesson.txt')
    await removeOwnObjects(operator, Bucket)
    const { Versions = [] } = await operator.s3.send(new ListObjectVersionsCommand({ Bucket }))
    expect(Versions.map(({ Key }) => Key)).toEqual(['lesson.txt'])
    const [VersionId] = Versions.map((version) => version.VersionId)
    await operator.s3.send(new DeleteObjectCommand({ Bucket, Key: 'lesson.txt', VersionId }))
    await bucketGoes()
  })

  test.each([
    ['its policy opens every bucket', ['s3:*'], '*', 'fail', 'denied to get'],
    [
      'it may write what the platform keeps',
      ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
      'arn:aws:s3:::landlord-acme/*',
      'fail',
      'denied to write what the platform keeps',
    ],
    ['its policy only lets it read', ['s3:GetObject'], 'arn:aws:s3:::landlord-acme/*', 'fail', 'may put'],
  ])('it fails when %s', async (_, actions, resource, outcome, evidence) => {
    await allow(operator, actions, resource)
    const judged = objectStorage.judge(await look())
    expect(judged.outcome).toBe(outcome)
    expect(judged.evidence.filter((line) => line.startsWith('Broken')).join()).toContain(evidence)
    await allowOwn(operator)
  })

  test('it fails when the bucket is made public', async () => {
    const block = { Bucket: 'landlord-acme' }
    await operator.s3.send(new DeletePublicAccessBlockCommand(block))
    const everybody = { Version: '2012-10-17', Statement: [publicRead] }
    await operator.s3.send(new PutBucketPolicyCommand({ ...block, Policy: JSON.stringify(everybody) }))
    const judged = objectStorage.judge(await look())
    expect(judged.outcome).toBe('fail')
    const broken = judged.evidence.filter((line) => line.startsWith('Broken')).join()
    expect(broken).toContain('Without credentials it is denied to get it there')
    expect(broken).toContain('Public access to landlord-acme is blocked')
    await operator.s3.send(new DeleteBucketPolicyCommand(block))
    await blockPublic(operator)
    expect(objectStorage.judge(await look())).toMatchObject({ outcome: 'pass' })
  })

  test('it fails when the role trusts nobody here', async () => {
    await trust(operator, `arn:aws:iam::${account}:user/stranger`)
    expect(await look()).toMatchObject({ role: 'unassumable' })
    await trust(operator, `arn:aws:iam::${account}:user/operator`)
  })

  test('only objects of a probe are swept', async () => {
    for (const Key of ['landlord-probe-1', 'invoice']) {
      await operator.s3.send(new PutObjectCommand({ Bucket: 'landlord-acme', Key, Body: 'x' }))
    }
    await removeProbeObjects(operator, 'landlord-acme')
    const left = await operator.s3.send(new ListObjectVersionsCommand({ Bucket: 'landlord-acme' }))
    expect(left.Versions?.map(({ Key }) => Key)).toEqual(['invoice'])
    await expect(removeProbeObjects(operator, 'landlord-acme', 'in')).rejects.toThrow('no key of a probe')
    await removeProbeObjects(operator, 'no-such-bucket')
  })

  const held = [
    { address: 'aws_s3_bucket.a', arn: 'arn:aws:s3:::landlord-acme', taggable: true },
    { address: 'aws_iam_role.a', arn: role, taggable: true },
    { address: 'aws_s3_bucket_versioning.a', arn: undefined, taggable: false },
  ]
  const judgeTags = async (): Promise<string> =>
    costTags.judge({ expected: tags, resources: await observeTags(operator, held) }).outcome

  test('cost tags are seen on bucket and role, and missed when they are gone', async () => {
    expect(await judgeTags()).toBe('pass')
    await operator.iam.send(new UntagRoleCommand({ RoleName: 'landlord-tenant-acme', TagKeys: ['Tier'] }))
    expect(await judgeTags()).toBe('fail')
    await operator.iam.send(new TagRoleCommand({ RoleName: 'landlord-tenant-acme', Tags: tagSet }))
    await operator.s3.send(new DeleteBucketTaggingCommand({ Bucket: 'landlord-acme' }))
    expect(await judgeTags()).toBe('fail')
    await tagBucket(operator)
    expect(await judgeTags()).toBe('pass')
    const gone = [{ address: 'aws_iam_role.gone', arn: `${role}-gone`, taggable: true }]
    expect(await observeTags(operator, gone)).toEqual([{ address: 'aws_iam_role.gone', tags: undefined }])
  })

  test('a login goes into the secret and comes out again; an empty container holds none', async () => {
    await operator.secrets.send(new CreateSecretCommand({ Name: 'landlord/acme/database' }))
    expect(await loadSecret(operator, 'landlord/acme/database', parseDatabaseSecret)).toBeUndefined()
    expect(await loadSecret(operator, 'landlord/none/database', parseDatabaseSecret)).toBeUndefined()
    const secret = {
      engine: 'postgres',
      host: 'h',
      port: 5432,
      dbname: 'd',
      username: 'u',
      password: 'p',
    } as const
    await saveSecret(operator, 'landlord/acme/database', secret)
    expect(await loadSecret(operator, 'landlord/acme/database', parseDatabaseSecret)).toEqual(secret)
  })
})

withMoto('against an emulator that enforces nothing', () => {
  test('the check says that it can show nothing, instead of passing', async () => {
    const moto = await startMoto({ enforced: false })
    const operator = openCloud({ region: 'eu-west-1', endpoint: moto.endpoint, identity: moto.identity })
    await build(operator)
    const judged = objectStorage.judge(await lookAt(moto, operator))
    expect(judged).toMatchObject({ outcome: 'error' })
    expect(judged.evidence.join()).toContain('enforces no permissions')
    operator.close()
    await moto.close()
  }, 60_000)
})

const lookAt = (moto: Moto, operator: Cloud): Promise<ObjectStorage> =>
  observeStorage({
    operator,
    endpoint: moto.endpoint,
    bucket: 'landlord-acme',
    role,
    bucketPrefix: 'landlord',
    patienceMs: 200,
  })

async function build(operator: Cloud): Promise<void> {
  await operator.s3.send(
    new CreateBucketCommand({
      Bucket: 'landlord-acme',
      CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' },
    }),
  )
  await operator.s3.send(
    new PutBucketVersioningCommand({
      Bucket: 'landlord-acme',
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  )
  await tagBucket(operator)
  await blockPublic(operator)
  await operator.iam.send(
    new CreateRoleCommand({
      RoleName: 'landlord-tenant-acme',
      AssumeRolePolicyDocument: trustIn(`arn:aws:iam::${account}:user/operator`),
      Tags: tagSet,
    }),
  )
  await allowOwn(operator)
}

const blockPublic = (operator: Cloud): Promise<unknown> =>
  operator.s3.send(
    new PutPublicAccessBlockCommand({
      Bucket: 'landlord-acme',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  )

const publicRead = {
  Effect: 'Allow',
  Principal: '*',
  Action: ['s3:GetObject', 's3:ListBucket'],
  Resource: ['arn:aws:s3:::landlord-acme', 'arn:aws:s3:::landlord-acme/*'],
}

const tagBucket = (operator: Cloud): Promise<unknown> =>
  operator.s3.send(new PutBucketTaggingCommand({ Bucket: 'landlord-acme', Tagging: { TagSet: tagSet } }))

const trustIn = (principal: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }],
  })

const trust = (operator: Cloud, principal: string): Promise<unknown> =>
  operator.iam.send(
    new UpdateAssumeRolePolicyCommand({
      RoleName: 'landlord-tenant-acme',
      PolicyDocument: trustIn(principal),
    }),
  )

const allowOwn = (operator: Cloud): Promise<void> =>
  allow(
    operator,
    ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:ListBucket'],
    'arn:aws:s3:::landlord-acme/*',
    {
      Effect: 'Deny',
      Action: ['s3:PutObject', 's3:DeleteObject'],
      Resource: 'arn:aws:s3:::landlord-acme/platform.*',
    },
  )

async function allow(
  operator: Cloud,
  actions: readonly string[],
  resource: string,
  ...more: readonly object[]
): Promise<void> {
  await operator.iam.send(
    new PutRolePolicyCommand({
      RoleName: 'landlord-tenant-acme',
      PolicyName: 'own-bucket',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: actions, Resource: resource }, ...more],
      }),
    }),
  )
}

const buckets = async (operator: Cloud): Promise<readonly (string | undefined)[]> =>
  ((await operator.s3.send(new ListBucketsCommand({}))).Buckets ?? []).map(({ Name }) => Name)
