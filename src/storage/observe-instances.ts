import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api'
import type { TenantId } from '../tenant/tenant.ts'
import type { Cloud } from './cloud.ts'
import { settle } from './settle.ts'

/** Instances of the tenant's own, and snapshots of them, in words; AWS forgets what is gone a while after it went. */
export const observeInstances = (
  operator: Cloud,
  tenant: TenantId,
  patienceMs: number,
): Promise<readonly string[]> =>
  settle(
    async () => {
      const command = new GetResourcesCommand({
        TagFilters: [{ Key: 'TenantID', Values: [tenant] }],
        ResourceTypeFilters: ['rds:db', 'rds:snapshot'],
      })
      const { ResourceTagMappingList = [] } = await operator.tagging.send(command)
      return ResourceTagMappingList.map(({ ResourceARN = '' }) => `the instance or snapshot ${ResourceARN}`)
    },
    (left) => left.length === 0,
    patienceMs,
  )
