import { DescribeKeyCommand } from '@aws-sdk/client-kms'
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import type { TenantId } from '../tenant/tenant.ts'
import { isMissing, type Cloud } from './cloud.ts'

/** What the tenant's own key is called; Terraform's module says the same. */
export const keyAliasOf = (tenant: TenantId): string => `alias/landlord/${tenant}`

export type KeySeen = Readonly<{
  arn: string
  /** KMS's own word: Enabled, PendingDeletion, … */
  state: string
  /** ISO 8601: from when on nothing that it encrypted can be read again. */
  deletedOn: string | undefined
}>

/** A key by its alias or ARN; undefined: there is none. */
export async function observeKey(operator: Cloud, id: string): Promise<KeySeen | undefined> {
  try {
    const { KeyMetadata: key } = await operator.kms.send(new DescribeKeyCommand({ KeyId: id }))
    if (key?.Arn === undefined) return undefined
    return { arn: key.Arn, state: key.KeyState ?? 'unknown', deletedOn: key.DeletionDate?.toISOString() }
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** Every key that carries the tenant's id, also one that lost its alias, or is waiting to be deleted. */
export async function observeKeysOf(operator: Cloud, tenant: TenantId): Promise<readonly KeySeen[]> {
  const tagged = await operator.tagging.send(
    new GetResourcesCommand({
      TagFilters: [{ Key: 'TenantID', Values: [tenant] }],
      ResourceTypeFilters: ['kms:key'],
    }),
  )
  const keys = await Promise.all(
    (tagged.ResourceTagMappingList ?? []).map(({ ResourceARN = '' }) => observeKey(operator, ResourceARN)),
  )
  return keys.filter((key) => key !== undefined)
}
