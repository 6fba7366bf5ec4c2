import type { TenantId } from '../tenant/tenant.ts'
import type { OperationId } from './result.ts'

/** What the registry knows of one tenant that was ever deployed. */
export type Deployed = Readonly<{
  tenant: TenantId
  file: string
  /** Commit and file content of the last ACTIVE operation. */
  sha: string
  blob: string
  /** The tenant file's text at that commit. */
  source: string
  operation: OperationId
  activeSince: string
}>
