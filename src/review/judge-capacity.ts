import { admit } from '../capacity/admission.ts'
import { burstsOf, type Bursts } from '../capacity/bursts.ts'
import { claimsAhead } from '../capacity/claim.ts'
import { holdingOf, type Holding } from '../capacity/holding.ts'
import { judgeBoosts } from '../capacity/judge-boosts.ts'
import type { PoolUse } from '../capacity/pool-use.ts'
import type { Change } from '../tenant/change.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { ReviewInput } from './input.ts'
import { tenantsAfter } from './tenants-after.ts'

export type CapacityJudgement = Readonly<{
  use: readonly PoolUse[]
  bursts: readonly Bursts[]
  holds: readonly Holding[]
  findings: readonly Finding[]
}>

/** Whether the pools carry the changes beside everyone else, and what they do when tenants burst. `on`: ISO date. */
export function judgeCapacity(
  changes: readonly Change[],
  { input, settings, on }: Readonly<{ input: ReviewInput; settings: Settings; on: string }>,
): CapacityJudgement {
  const tenants = tenantsAfter(input.neighbours, changes, settings)
  const holds = changes.flatMap(({ after }) => holdingOf(after, on) ?? [])
  const claims = claimsAhead(input.claims ?? [], input.pull?.number, holds)
  const { pools, tiers } = settings
  const admission = admit({ pools, tenants, changes, claims, on })
  const concerned = poolsOf(changes, settings)
  const names = new Set(concerned.map(({ name }) => name))
  return {
    use: admission.use.filter(({ pool }) => names.has(pool)),
    bursts: concerned.flatMap((pool) => burstsOf(pool, admission.holdings, tiers)),
    holds,
    findings: [
      ...admission.findings,
      ...changes.flatMap(({ after, file }) => (after === undefined ? [] : judgeBoosts(after, file, on))),
    ],
  }
}

/** Pools that the changes draw from or give back to; the others are nobody's concern here. */
function poolsOf(changes: readonly Change[], { pools }: Settings): Settings['pools'] {
  const regions = new Set(changes.flatMap(({ before, after }) => [before?.region, after?.region]))
  return pools.filter(({ region }) => regions.has(region))
}
