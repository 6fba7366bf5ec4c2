import { lineOf, losesData, type ResourceChange } from './resource-change.ts'

/** What a plan would have done when the change was reviewed: by address, never a value. */
export type ReviewedPlan = Readonly<{
  apiVersion: 'landlord/v1'
  kind: 'TenantPlan'
  tenant: string
  /** SHA-256 of the tenant file in hex: a squash or a rebase changes commits, and not this. */
  file: string
  /** The commit that it was made at. */
  sha: string
  /** ISO 8601. */
  madeAt: string
  changes: readonly ResourceChange[]
}>

/**
 * What of a plan waits for somebody's yes: whatever loses data, and, where a plan was reviewed, whatever that one did
 * not show. What does less than was shown passes, and so does mending what is inside database and cache.
 */
export function heldBack(
  changes: readonly ResourceChange[],
  reviewed: ReviewedPlan | undefined,
): readonly ResourceChange[] {
  const shown = reviewed && new Set(reviewed.changes.map(lineOf))
  const isNew = (change: ResourceChange): boolean =>
    shown !== undefined && !shown.has(lineOf(change)) && !mends.test(change.address)
  return changes.filter((change) => losesData(change) || isNew(change))
}

/** Only makes anew what holds no data: roles, policies, users. */
const mends = /(^|\.)terraform_data\.made$/

/** Undefined: it is none, or one of another file or another version of it. */
export function parseReviewedPlan(
  value: unknown,
  of: Readonly<{ tenant: string; file: string }>,
): ReviewedPlan | undefined {
  const plan = (value ?? {}) as Partial<ReviewedPlan>
  if (plan.apiVersion !== 'landlord/v1' || plan.kind !== 'TenantPlan') return undefined
  if (plan.tenant !== of.tenant || plan.file !== of.file) return undefined
  if (typeof plan.sha !== 'string' || typeof plan.madeAt !== 'string') return undefined
  return Array.isArray(plan.changes) ? (plan as ReviewedPlan) : undefined
}
