import type { Aspect } from './aspects.ts'
import type { Tenant, TenantId } from './tenant.ts'

/** One tenant before and after a set of commits. */
export type Change = Readonly<{
  kind: ChangeKind
  /** What the change means beyond its kind, the weightiest first: a tenant that moves, a tier that rises; absent = none. */
  aspects?: readonly Aspect[]
  tenant: TenantId
  /** Path of the tenant file (after the change, or before it where the file goes). */
  file: string
  before: Tenant | undefined
  after: Tenant | undefined
  /** Git object ids of the two file contents. */
  beforeBlob: string | undefined
  afterBlob: string | undefined
}>

/** `remove` is the file going away: allowed only for a tenant that is not deployed, or is retired. */
export type ChangeKind = 'onboard' | 'change' | 'suspend' | 'resume' | 'retire' | 'remove'

/** What two states of one tenant amount to; at least one of them exists. */
export function classifyChange(before: Tenant | undefined, after: Tenant | undefined): ChangeKind {
  if (after === undefined) return 'remove'
  if (before === undefined) return 'onboard'
  const was = before.lifecycle.state
  const is = after.lifecycle.state
  if (was === is) return 'change'
  switch (is) {
    case 'active':
      return 'resume'
    case 'suspended':
      return 'suspend'
    case 'retired':
      return 'retire'
  }
}
