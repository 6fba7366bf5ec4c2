import type { Change } from './change.ts'
import type { TenantId } from './tenant.ts'

/** A tenant that is deployed, or about to be, as the registry knows it. */
export type Standing = Readonly<{
  tenant: TenantId
  /** Object id of the file content that stands; undefined while work on the tenant is under way. */
  blob: string | undefined
}>

/**
 * A change back to what stands, such as a revert: nothing will be done, and whoever had to approve this content has.
 * `standing` undefined: nobody knows what stands, so nothing goes back to it.
 */
export function restoresWhatStands(change: Change, standing: readonly Standing[] | undefined): boolean {
  if (standing === undefined) return false
  const stands = standing.find(({ tenant }) => tenant === change.tenant)
  if (stands === undefined) return change.kind === 'remove'
  return stands.blob !== undefined && stands.blob === change.afterBlob
}
