import type { EstateRef } from './estate-ref.ts'
import type { NoticeEvent } from './settings/notifications.ts'
import type { TenantId } from './tenant.ts'

/**
 * One thing that happened, to be told once on each channel. Its words are plain text and may hold what a tenant file
 * says: the renderers make them safe for where they go.
 */
export type Notice = Readonly<{
  event: NoticeEvent
  estate: EstateRef
  /** What was told under a key of this estate is never told again: `drift bazaar-retail 9f2c`, `active op_…`. */
  key: string
  /** One sentence: what happened. */
  says: string
  /** What else is good to know, few, each a name and a value: `['Why', 'A check failed.']`. */
  facts: readonly Fact[]
  tenant?: TenantId
  /** The pull request or issue to look at. */
  number?: number
  /** The tenant file that names the owner to be told; at that commit, or on the default branch. Absent: no owner is. */
  file?: Readonly<{ path: string; sha?: string }>
}>

type Fact = readonly [name: string, value: string]
