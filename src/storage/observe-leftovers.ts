import { GetRoleCommand } from '@aws-sdk/client-iam'
import { HeadBucketCommand } from '@aws-sdk/client-s3'
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
    ...(hasBucket ? [`the bucket ${bucket}`] : []),
    ...(hasRole ? [`the role ${role}`] : []),
    ...(hasKey ? [`the key ${key}`] : []),
  ]
}

async function isThere(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look()
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}
