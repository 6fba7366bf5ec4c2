import type { BlastRadius } from '../review/blast-radius/blast-radius.ts'
import { tallyRadius } from '../review/blast-radius/words.ts'
import { subtract, type Money } from '../tenant/money.ts'
import { amount } from './estimate-data.ts'

/** `schemas/simulate.schema.json` without the findings; nothing was compared where the rules are broken. */
export const radiusData = (radius: BlastRadius | undefined, on = radius?.today ?? '') => ({
  on,
  tenants: radius?.tenants ?? 0,
  compared: radius?.compared ?? 0,
  counts: radius === undefined ? [] : tallyRadius(radius),
  affected: (radius?.affected ?? []).map(({ tenant, file, gate, findings, monthly, seats }) => ({
    tenant,
    file,
    gate: gate ?? null,
    findings: findings.map(({ rule, pointer, before, after, says, fix }) => ({
      rule,
      pointer,
      before: before ?? null,
      after: after ?? null,
      says,
      fix,
    })),
    monthly: monthly === undefined ? null : { before: money(monthly.before), after: money(monthly.after) },
    seats,
  })),
  monthly: totalData(radius?.monthly),
  pools: (radius?.pools ?? []).map(({ pool, resource, before, after }) => ({
    pool,
    resource,
    before: use(before),
    after: use(after),
  })),
  later: radius?.later ?? [],
})

const money = (sum: Money | undefined): string | null => (sum === undefined ? null : amount(sum.minor))

const totalData = (monthly: BlastRadius['monthly']) =>
  monthly === undefined
    ? null
    : {
        currency: monthly.after.currency,
        before: money(monthly.before),
        after: money(monthly.after),
        difference: money(subtract(monthly.after, monthly.before)),
      }

const use = (side: BlastRadius['pools'][number]['after']) =>
  side === undefined ? null : { claimed: side.claimed, limit: side.limit }
