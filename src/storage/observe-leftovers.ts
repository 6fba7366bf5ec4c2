import { GetRoleCommand } from '@aws-sdk/client-iam'
import { HeadBucketCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import type { TenantId } from '../tenant/tenant.ts'
import { isMissing, type Cloud } from './cloud.ts'
import { keyAliasOf, observeKey } from './keys.ts'

/** What a tenant still has in the cloud, in words, whatever the state knows of it. */
export async function observeCloudLeftovers(
  operator: Cloud,
  bucket: string,
  tenant: TenantId,
): Promise<readonly string[]> {
  const role = `landlord-tenant-${tenant}`
  const key = keyAliasOf(tenant)
  const [hasBucket, hasRole, hasKey] = await Promise.all([
    isThere(() => operator.s3.send(new HeadBucketCommand({ Bucket: bucket }))),
    isThere(() => operator.iam.send(new GetRoleCommand({ RoleName: role }))),
    observeKey(operator, key).then((seen) => seen !== undefined),
  ])
  return [
    ...(hasBucket ? [`the bucket ${bucket}${await whatItHolds(operator, bucket)}`] : []),
    ...(hasRole ? [`the role ${role}`] : []),
    ...(hasKey ? [`the key ${key}`] : []),
  ]
}

/** A few of its objects, since those keep a bucket from being deleted; nothing where they cannot be listed. */
async function whatItHolds(operator: Cloud, bucket: string): Promise<string> {
  const command = new ListObjectVersionsCommand({ Bucket: bucket, MaxKeys: named + 1 })
  const { Versions = [], DeleteMarkers = [] } = await operator.s3
    .send(command)
    .catch(() => ({ Versions: undefined, DeleteMarkers: undefined }))
  const keys = [...new Set([...Versions, ...DeleteMarkers].map(({ Key }) => Key ?? ''))]
  if (keys.length === 0) return ''
  return ` (it holds ${keys.slice(0, named).join(', ')}${keys.length > named ? ' and more' : ''})`
}

const named = 3

async function isThere(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look()
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
