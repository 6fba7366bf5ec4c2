import { ListUsersCommand } from '@aws-sdk/client-iam'
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { randomBytes } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'
import type { Access, ObjectStorage } from '../verification/object-storage.ts'
import { isDenied, isMissing, openCloud, type Cloud, type Identity } from './cloud.ts'
import { platformPrefix } from './configuration-object.ts'
import { probePrefix, removeProbeObjects } from './probe-objects.ts'

type Wanted = Readonly<{
  operator: Cloud
  endpoint: string | undefined
  bucket: string
  /** ARN of the tenant's role. */
  role: string
  /** First part of the name of the bucket that is made for the look and removed after it. */
  bucketPrefix: string
  /** How long a role may take until it can be assumed: AWS spreads a new one in some seconds. */
  patienceMs: number
}>

/** Takes on the tenant's role and tries its own bucket, and one that is not its own. */
export async function observeStorage(wanted: Wanted): Promise<ObjectStorage> {
  const identity = await assume(wanted)
  if ('why' in identity) return { role: 'unassumable', arn: wanted.role, why: identity.why }
  const { operator, bucket } = wanted
  const tenant = openCloud({ region: operator.region, endpoint: wanted.endpoint, identity })
  const key = `${probePrefix}${randomBytes(6).toString('hex')}`
  // No tenant id begins with a digit, so this can be no tenant's bucket.
  const other = `${wanted.bucketPrefix}-0-probe-${randomBytes(6).toString('hex')}`
  try {
    await createBucket(operator, other)
    const enforcement = await tryTo(() => tenant.iam.send(new ListUsersCommand({ MaxItems: 1 })))
    const held = { put: await put(tenant, bucket, key), get: await get(tenant, bucket, key) }
    // While an object is there that could be read.
    const open = {
      get: await getUnsigned(wanted, key),
      blocked: await isPublicBlocked(operator, bucket),
    }
    return {
      role: 'assumed',
      bucket,
      own: { ...held, delete: await remove(tenant, bucket, key) },
      public: open,
      platform: await put(tenant, bucket, `${platformPrefix}${key}`),
      other: {
        operator: await both(put(operator, other, key), () => get(operator, other, key)),
        put: await put(tenant, other, `${key}-spoofed`),
        get: await get(tenant, other, key),
        list: await list(tenant, other),
      },
      enforcement,
    }
  } finally {
    tenant.close()
    for (const own of [key, `${platformPrefix}${key}`]) await removeProbeObjects(operator, bucket, own)
    await removeProbeObjects(operator, other)
    await operator.s3.send(new DeleteBucketCommand({ Bucket: other })).catch(() => undefined)
  }
}

async function assume({ operator, role, patienceMs }: Wanted): Promise<Identity | Readonly<{ why: string }>> {
  const patience = AbortSignal.timeout(patienceMs)
  for (let wait = 250; ; wait *= 2) {
    try {
      const command = new AssumeRoleCommand({
        RoleArn: role,
        RoleSessionName: 'landlord-verify',
        DurationSeconds: 900,
      })
      const { Credentials: given } = await operator.sts.send(command)
      if (given?.AccessKeyId === undefined || given.SecretAccessKey === undefined) {
        return { why: 'the answer held no credentials.' }
      }
      const token = given.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }
      return { accessKeyId: given.AccessKeyId, secretAccessKey: given.SecretAccessKey, ...token }
    } catch (error) {
      if (!isDenied(error)) throw error
      if (patience.aborted) return { why: error instanceof Error ? error.message : 'access denied' }
      await after(wait, undefined, { signal: patience }).catch(() => undefined)
    }
  }
}

async function createBucket(operator: Cloud, bucket: string): Promise<void> {
  const place = operator.region as BucketLocationConstraint
  await operator.s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      // us-east-1 is S3's default and may not be named.
      ...(operator.region === 'us-east-1'
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: place } }),
    }),
  )
}

const put = (as: Cloud, bucket: string, key: string): Promise<Access> =>
  tryTo(() => as.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'landlord' })))

const get = (as: Cloud, bucket: string, key: string): Promise<Access> =>
  tryTo(async () => {
    const found = await as.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
    if ((await found.Body?.transformToString()) !== 'landlord') throw new Error('other content came back')
  })

/** As anybody on the internet would. */
async function getUnsigned({ operator, endpoint = '', bucket }: Wanted, key: string): Promise<Access> {
  const place =
    endpoint === '' ? `https://${bucket}.s3.${operator.region}.amazonaws.com` : `${endpoint}/${bucket}`
  try {
    const { ok, status } = await fetch(`${place}/${key}`, { signal: AbortSignal.timeout(10_000) })
    if (ok) return 'allowed'
    return status === 401 || status === 403 ? 'denied' : { broken: `S3 answered ${status}` }
  } catch {
    return { broken: 'no answer' }
  }
}

const remove = (as: Cloud, bucket: string, key: string): Promise<Access> =>
  tryTo(() => as.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key })))

const list = (as: Cloud, bucket: string): Promise<Access> =>
  tryTo(() => as.s3.send(new ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 })))

/** All four settings of the block; a bucket without one has none of them. */
async function isPublicBlocked(operator: Cloud, bucket: string): Promise<boolean> {
  try {
    const { PublicAccessBlockConfiguration: block } = await operator.s3.send(
      new GetPublicAccessBlockCommand({ Bucket: bucket }),
    )
    const { BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets } = block ?? {}
    return [BlockPublicAcls, BlockPublicPolicy, IgnorePublicAcls, RestrictPublicBuckets].every(
      (on) => on === true,
    )
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

async function both(first: Promise<Access>, second: () => Promise<Access>): Promise<Access> {
  const done = await first
  return done === 'allowed' ? second() : done
}

async function tryTo(act: () => Promise<unknown>): Promise<Access> {
  try {
    await act()
    return 'allowed'
  } catch (error) {
    return isDenied(error) ? 'denied' : { broken: error instanceof Error ? error.name : 'unknown error' }
  }
}
