import type { Pool } from '../../src/tenant/settings/settings.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aTenant } from '../builders.ts'

export const aPool = (differences: Partial<Pool> = {}): Pool => ({
  name: 'mumbai',
  region: 'ap-south-1',
  capacity: { queriesPerMinute: 1000, documentsPerMonth: 100_000, storageGiB: 1000 },
  overcommit: 1,
  ...differences,
})

export const asking = (id: string, queriesPerMinute: number, more: Partial<Tenant> = {}): Tenant =>
  aTenant({ id, quotas: { queriesPerMinute, documentsPerMonth: 10, storageGiB: 10 }, ...more })
