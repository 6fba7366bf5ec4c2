import type { Tenant } from './tenant.ts'

/**
 * Whether what the tenant stores is encrypted with a key of its own, so that deleting the key shreds the data: where a
 * framework asks for it, where the file says so, and else wherever its storage is not pooled, or its database is an instance. Terraform says the same
 * (`own_key` in terraform/tenant/aws.tf), so that what is priced is what is made.
 */
export const hasOwnKey = ({ data, isolation }: Pick<Tenant, 'data' | 'isolation'>): boolean =>
  data.frameworks.some((name) => askForKey.includes(name)) ||
  (data.encryption?.key ?? (isSharedByAll(isolation) ? 'platform' : 'tenant')) === 'tenant'

/** An instance of its own would be encrypted with everybody's key. */
const isSharedByAll = ({ storage, database }: Tenant['isolation']): boolean =>
  storage === 'pool' && database !== 'silo'

/** 45 CFR 164.312(a)(2)(iv); PCI DSS 4.0.1 3.5.1, A1.1: encryption that is one tenant's alone is how this house meets both. */
const askForKey: readonly string[] = ['hipaa', 'pci-dss']
