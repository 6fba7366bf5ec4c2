import type { Severity } from '../../tenant/finding.ts'
import type { Money } from '../../tenant/money.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import type { PoolChange } from './pools.ts'

/** What other rules would change for the tenants that are there already. */
export type BlastRadius = Readonly<{
  /** ISO date of the judgement; prices and rates may be of another day. */
  today: string
  /** How many there are, and how many were judged under both sets of rules: fewer only where that is too much work. */
  tenants: number
  compared: number
  /** Only those for whom something changes; the worst first. */
  affected: readonly AffectedTenant[]
  /** Of all tenants together, expected a month; undefined where no price, rate or tier changes. */
  monthly: Readonly<{ before: Money; after: Money }> | undefined
  pools: readonly PoolChange[]
  /** Rules that are new or changed and deny only from a later day on. */
  later: readonly Readonly<{ rule: string; from: string }>[]
}>

export type AffectedTenant = Readonly<{
  tenant: TenantId
  /** Path of its file. */
  file: string
  /** Undefined where it stays the same. */
  gate: Readonly<{ before: Gate; after: Gate }> | undefined
  findings: readonly FindingChange[]
  /** Expected a month; undefined where it stays the same. */
  monthly: Readonly<{ before: Money | undefined; after: Money | undefined }> | undefined
  /** Seats that its next change would ask for, as people know them: `CFO`, or `CFO (@acme/finance)`. */
  seats: Readonly<{ opened: readonly string[]; closed: readonly string[] }>
}>

/** Whether its file, as it is, would be let through. */
export type Gate = 'passes' | 'refused'

/** What one rule says at one place; undefined = nothing. */
export type FindingChange = Readonly<{
  rule: string
  pointer: string
  before: Severity | undefined
  after: Severity | undefined
  /** In the words of the new rules, or of the old where these have nothing to say. */
  says: string
  fix: string
}>
