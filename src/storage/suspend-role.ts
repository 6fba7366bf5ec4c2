import { DeleteRolePolicyCommand, GetRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam'
import type { TenantId } from '../tenant/tenant.ts'
import { isMissing, type Cloud } from './cloud.ts'

const PolicyName = 'landlord-suspended'
const roleOf = (tenant: TenantId): string => `landlord-tenant-${tenant}`

/** Denies the tenant's role its bucket, or only what changes it. A denial wins over every permission, at once. */
export async function denyBucket(
  cloud: Cloud,
  tenant: TenantId,
  { bucket, what }: Readonly<{ bucket: string; what: 'everything' | 'writes' }>,
): Promise<void> {
  const Action = what === 'everything' ? ['s3:*'] : ['s3:Put*', 's3:Delete*', 's3:Restore*', 's3:Abort*']
  const arn = `arn:aws:s3:::${bucket}`
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action, Resource: [arn, `${arn}/*`] }],
  })
  await cloud.iam.send(new PutRolePolicyCommand({ RoleName: roleOf(tenant), PolicyName, PolicyDocument }))
}

/** Takes that back; where nothing was denied nothing happens. */
export async function allowBucket(cloud: Cloud, tenant: TenantId): Promise<void> {
  await unlessMissing(() =>
    cloud.iam.send(new DeleteRolePolicyCommand({ RoleName: roleOf(tenant), PolicyName })),
  )
}

/** What is denied at present. */
export async function observeDenial(
  cloud: Cloud,
  tenant: TenantId,
): Promise<'everything' | 'writes' | 'nothing'> {
  const found = await unlessMissing(() =>
    cloud.iam.send(new GetRolePolicyCommand({ RoleName: roleOf(tenant), PolicyName })),
  )
  const text = decodeURIComponent(found?.PolicyDocument ?? '')
  if (text.includes('"s3:*"')) return 'everything'
  return text.includes('"s3:Put*"') ? 'writes' : 'nothing'
}

async function unlessMissing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
