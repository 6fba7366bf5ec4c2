import { renderDifference, renderLarge, renderWhole } from '../../cost/money-words.ts'
import type { Currency, Money } from '../../tenant/money.ts'
import { yearly } from '../../tenant/money.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { unpricedOf } from '../totals.ts'
import type { Verdict } from '../verdict.ts'

/** What a company asks a bill by. */
export const groupings = ['businessUnit', 'costCenter', 'region', 'tier'] as const
export type Grouping = (typeof groupings)[number]

export type CostTotal = Readonly<{
  /** `retail`, `CC-1042`, `eu-west-1`, `gold`. */
  name: string
  /** Tenants that are in it after the change. */
  tenants: number
  /** Expected a month. */
  after: Money
  /** Undefined where nothing is compared. */
  before: Money | undefined
  /** A part of it has no price, so it is at least that much. */
  partly: boolean
}>

export type CostTotals = Readonly<Record<Grouping, readonly CostTotal[]>>

/** The estimates of a verdict added up, the dearest first. A tenant that moves is counted where it was and where it goes. */
export function costTotals(verdict: Verdict): CostTotals {
  const by = (grouping: Grouping) => totalsBy(verdict, (tenant) => tenant[grouping])
  return {
    businessUnit: by('businessUnit'),
    costCenter: by('costCenter'),
    region: by('region'),
    tier: by('tier'),
  }
}

type Sums = { tenants: number; after: bigint; before: bigint; partly: boolean }

function totalsBy({ changes, costs }: Verdict, nameOf: (tenant: Tenant) => string): readonly CostTotal[] {
  const costOf = new Map(costs.map((cost) => [cost.tenant, cost]))
  const groups = new Map<string, Sums>()
  const group = (tenant: Tenant): Sums => {
    const known = groups.get(nameOf(tenant)) ?? { tenants: 0, after: 0n, before: 0n, partly: false }
    groups.set(nameOf(tenant), known)
    return known
  }
  let currency: Currency | undefined
  for (const { tenant: id, before, after } of changes) {
    const cost = costOf.get(id)
    if (before !== undefined && cost?.before !== undefined)
      group(before).before += cost.before.monthly.expected.minor
    if (after === undefined || cost?.after === undefined) continue
    currency ??= cost.after.monthly.expected.currency
    const sums = group(after)
    sums.tenants += 1
    sums.after += cost.after.monthly.expected.minor
    sums.partly ||= unpricedOf(cost.after) > 0
  }
  const compared = changes.some(({ before }) => before !== undefined)
  const money = (minor: bigint): Money => ({ currency: currency ?? 'INR', minor })
  return [...groups]
    .map(([name, { tenants, after, before, partly }]) => ({
      name,
      tenants,
      after: money(after),
      before: compared ? money(before) : undefined,
      partly,
    }))
    .toSorted((a, b) =>
      a.after.minor === b.after.minor ? (a.name < b.name ? -1 : 1) : a.after.minor > b.after.minor ? -1 : 1,
    )
}

/** Cells of a table of totals; the first row holds the headings, `:` at the end of those of numbers. */
export function totalRows(grouping: Grouping, totals: readonly CostTotal[]): readonly (readonly string[])[] {
  const compared = totals.some(({ before }) => before !== undefined)
  const rows = totals.map(({ name, tenants, after, before, partly }) => {
    const from = partly ? 'from ' : ''
    return [
      name,
      String(tenants),
      ...(before === undefined
        ? []
        : [renderWhole(before), renderDifference({ ...after, minor: after.minor - before.minor })]),
      `${from}${renderWhole(after)}`,
      `${from}${renderLarge(yearly(after, 'month'))}`,
    ]
  })
  return [
    [headings[grouping], 'Tenants:', ...(compared ? ['Before:', 'Difference:'] : []), 'A month:', 'A year:'],
    ...rows,
  ]
}

const headings: Readonly<Record<Grouping, string>> = {
  businessUnit: 'Business unit',
  costCenter: 'Cost centre',
  region: 'Region',
  tier: 'Tier',
}
