import type { Entered, Operation } from '../provisioning/operation.ts'
import type { AuditDraft } from './append-audit.ts'

/** What the chain keeps of an operation that was made or went on. */
export const operationEntry = (
  { id, tenant, kind, file, sha, blob, pull, authority, revertPull, runId }: Operation,
  entered: readonly Entered[],
): AuditDraft => ({
  kind: 'operation',
  tenant,
  body: { operation: id, change: kind, file, sha, blob, pull, revertPull, runId, authority, entered },
})
