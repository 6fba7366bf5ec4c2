import type { Approvals } from '../approvals/seat.ts'
import type { Bursts } from '../capacity/bursts.ts'
import type { Holding } from '../capacity/holding.ts'
import type { PoolUse } from '../capacity/pool-use.ts'
import type { Estimate } from '../cost/estimate.ts'
import type { Rate } from '../cost/exchange-rates.ts'
import type { Change } from '../tenant/change.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Currency } from '../tenant/money.ts'
import type { BlastRadius } from './blast-radius/blast-radius.ts'
import type { Pull } from './input.ts'

/** Everything `evaluate` decided about a set of changes. */
export type Verdict = Readonly<{
  pull: Pull | undefined
  changes: readonly Change[]
  /** Paths of the rule files that change; the rules in force stay those of the base. */
  rulesChanged: readonly string[]
  /** Worst first, then by place. */
  findings: readonly Finding[]
  costs: readonly CostChange[]
  /** Pools that the changes draw from or give back to. */
  capacity: readonly PoolUse[]
  /** What those pools do when all are at their quota, when one bursts, and when all do. */
  bursts: readonly Bursts[]
  /** What the changed tenants draw from the pools: held for this pull request once it is approved. */
  holds: readonly Holding[]
  approvals: Approvals
  /** What the merge will start. */
  plan: readonly PlannedOperation[]
  outcome: Outcome
  /** Which prices and rates: "price book of 2026-09-01, 1 USD = ₹84.10 (2026-09-01)". */
  basis: string
  /** The same as data; undefined where the estate has no price book. */
  prices: PriceBasis | undefined
  /** What the changed rules mean for every tenant; undefined where no rule changes or the rules are broken. */
  blastRadius: BlastRadius | undefined
}>

export type PriceBasis = Readonly<{
  /** Unit prices are in it. */
  currency: Currency
  observedOn: string
  /** "oldest price of 2024-07, 31 of 31 older than 180 days", on the day of the head commit. */
  age: string
  /** A decimal string: one unit of `from` in `to`. Undefined: none is valid on that day. */
  rate: (Omit<Rate, 'rate'> & Readonly<{ rate: string }>) | undefined
}>

/** `refused`: a finding denies. `waiting`: seats are open. `untouched`: no tenant file and no rule is involved. */
export type Outcome = 'approved' | 'waiting' | 'refused' | 'untouched'

export type CostChange = Readonly<{
  tenant: string
  before: Estimate | undefined
  after: Estimate | undefined
}>

export type PlannedOperation = Readonly<{ tenant: string; kind: Change['kind']; says: string }>
