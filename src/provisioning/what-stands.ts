import type { Standing } from '../tenant/standing.ts'
import type { Deployed } from './deployed.ts'
import { isUncertain, type Operation } from './operation.ts'
import type { OperationId } from './result.ts'

type Known = Readonly<{
  deployed: readonly Deployed[]
  /** Those of the estate that are open. */
  open: readonly Operation[]
  /** Those that the pull request in question brought. */
  brought: readonly OperationId[]
}>

/**
 * What a pull request may go back to. Of a tenant that is being worked on nobody knows yet how it will stand; and what
 * the pull request brought itself is nothing that it goes back to: looked at after its merge it asks whom it asked.
 */
export function whatStands({ deployed, open, brought }: Known): readonly Standing[] {
  const underWay = open.filter(({ state }) => isUncertain(state))
  return [
    ...deployed
      .filter(({ tenant }) => !underWay.some((operation) => operation.tenant === tenant))
      .map(({ tenant, blob, operation }) => ({
        tenant,
        blob: brought.includes(operation) ? undefined : blob,
      })),
    ...underWay.map(({ tenant }) => ({ tenant, blob: undefined })),
  ]
}
