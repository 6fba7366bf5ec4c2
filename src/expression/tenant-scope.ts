import { aspectsOf } from '../tenant/aspects.ts'
import type { Change } from '../tenant/change.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { DataProfile, Quotas, Tenant } from '../tenant/tenant.ts'
import { noCost } from './cost-facts.ts'
import { crossesBorder } from './cross-border.ts'

/** What one evaluation sees. */
export type Scope = Readonly<{
  values: Readonly<Record<string, unknown>>
  /** Fields that have no value, by path, and why: told when an expression needs one. */
  missing: Readonly<Record<string, string>>
}>

/** A tenant, and the change it is part of, as the variables of `environment.ts`. `on`: ISO date, `today` to a rule. */
export const tenantScope = (tenant: Tenant, change: ScopedChange, settings: Settings, on?: string): Scope =>
  scopeOf(allVariables, { tenant, change, settings, on })

type ScopedChange = Pick<Change, 'kind' | 'before' | 'after'>

type Subject = Readonly<{
  tenant: Tenant
  change: ScopedChange
  settings: Settings
  on?: string | undefined
}>

/** The same with some of the variables only: for whoever asks one condition of thousands of tenants. */
export function scopeOf(variables: readonly string[], subject: Subject): Scope {
  const { tenant, change, settings } = subject
  const values: Record<string, unknown> = {}
  for (const name of variables) {
    const value = makers[name]?.(subject)
    if (value !== undefined) values[name] = value
  }
  return {
    values,
    missing: {
      ...nothingEstimated,
      ...(yearlyIn(tenant, settings) === undefined
        ? { 'budget.yearly': otherCurrency(tenant, settings) }
        : {}),
      ...(yearlyDelta(change, settings) === undefined
        ? { 'change.yearlyDelta': otherCurrency(tenant, settings) }
        : {}),
      ...(settings.regions[tenant.region] === undefined
        ? { 'place.country': `the settings know no region ${tenant.region}` }
        : {}),
    },
  }
}

const makers: Readonly<Record<string, (subject: Subject) => unknown>> = {
  id: ({ tenant }) => tenant.id,
  name: ({ tenant }) => tenant.name,
  tier: ({ tenant }) => tenant.tier,
  region: ({ tenant }) => tenant.region,
  place: ({ tenant, settings }) => {
    const place = settings.regions[tenant.region]
    return place === undefined ? {} : { country: place.country, jurisdiction: place.jurisdiction }
  },
  owner: ({ tenant }) => tenant.owner,
  businessUnit: ({ tenant }) => tenant.businessUnit,
  costCenter: ({ tenant }) => tenant.costCenter,
  glCode: ({ tenant }) => tenant.glCode,
  budget: ({ tenant, settings }) =>
    present({
      yearly: yearlyIn(tenant, settings),
      amount: tenant.budget.declared.minor,
      currency: tenant.budget.declared.currency,
      period: tenant.budget.period,
    }),
  isolation: ({ tenant }) => ({ ...tenant.isolation }),
  lifecycle: ({ tenant }) => tenant.lifecycle.state,
  suspension: ({ tenant: { lifecycle } }) => (lifecycle.state === 'suspended' ? lifecycle.mode : ''),
  quotas: ({ tenant }) => whole(tenant.quotas),
  borrow: ({ tenant }) => whole({ ...nothingBorrowed, ...tenant.borrow }),
  usage: ({ tenant }) => whole(tenant.usage),
  models: ({ tenant }) => [...tenant.models],
  features: ({ tenant }) => ({ ...tenant.features }),
  data: ({ tenant, settings }) => dataOf(tenant, settings),
  contacts: ({ tenant }) => present({ ...tenant.contacts }),
  boosts: ({ tenant }) => (tenant.boosts ?? []).map((boost) => ({ ...boost, by: wholeNumber(boost.by) })),
  waivers: ({ tenant }) => (tenant.waivers ?? []).map((waiver) => ({ ...waiver })),
  today: ({ on }) => on,
  cost: () => ({}),
  change: ({ change, settings }) => {
    const aspects = aspectsOf(change.before, change.after, settings)
    return present({
      kind: change.kind,
      yearlyDelta: yearlyDelta(change, settings),
      aspects: [...aspects],
      regionMoves: aspects.includes('regionMove'),
    })
  },
}

const allVariables = Object.keys(makers)

const dataOf = (tenant: Tenant, settings: Settings): Readonly<Record<string, unknown>> => {
  const { data } = tenant
  return present({
    classification: data.classification,
    categories: [...data.categories],
    subjects: [...data.subjects],
    frameworks: [...data.frameworks],
    retentionDays: data.retentionDays === undefined ? undefined : wholeNumber(data.retentionDays),
    transfers: data.transfers.map((transfer) => present({ ...transfer })),
    legalHold: data.legalHold,
    ...safeguards(data),
    sensitive: isSensitive(tenant),
    crossBorder: crossesBorder(tenant, settings),
  })
}

/**
 * What is not said is left out, for `has(…)` to ask; within `encryption` and `accessControl` it is a no, so that a
 * rule may ask for each thing by its name alone.
 */
function safeguards(data: DataProfile): Readonly<Record<string, unknown>> {
  const { encryption, accessControl, auditLog, pan, significantFiduciary } = data
  return {
    encryption: { atRest: false, inTransit: false, key: '', fieldLevel: [], ...present({ ...encryption }) },
    accessControl: { roles: false, mfa: false, ...present({ ...accessControl }) },
    auditLog: auditLog && whole(auditLog),
    documentationDays: data.documentationDays === undefined ? undefined : wholeNumber(data.documentationDays),
    dpia: data.dpia,
    baa: data.baa,
    pan: pan && present({ ...pan }),
    segmentationTest: data.segmentationTest,
    significantFiduciary: significantFiduciary && present({ ...significantFiduciary }),
    paymentSystem: data.paymentSystem ?? false,
  }
}

/** Restricted, or of a kind whose leak harms people. */
const isSensitive = ({ data }: Tenant): boolean =>
  data.classification === 'restricted' ||
  data.categories.some((category) => category === 'special' || category === 'phi' || category === 'pan')

/** Thresholds are in the estate's currency; a budget in another one has no exact value there. */
const yearlyIn = (tenant: Tenant, settings: Settings): bigint | undefined =>
  tenant.budget.yearly.currency === settings.currency ? tenant.budget.yearly.minor : undefined

const otherCurrency = (tenant: Tenant, settings: Settings): string =>
  `the budget is in ${tenant.budget.yearly.currency}, the estate's thresholds are in ${settings.currency}`

function yearlyDelta(
  { before, after }: Pick<Change, 'before' | 'after'>,
  settings: Settings,
): bigint | undefined {
  const was = before === undefined ? 0n : yearlyIn(before, settings)
  const is = after === undefined ? 0n : yearlyIn(after, settings)
  return was === undefined || is === undefined ? undefined : is - was
}

/** `withCost` says what it costs, where somebody has worked that out. */
const nothingEstimated = noCost('nothing was estimated here').missing

const nothingBorrowed: Quotas = { queriesPerMinute: 0, documentsPerMonth: 0, storageGiB: 0 }

const whole = (numbers: Readonly<Record<string, number | undefined>>): Readonly<Record<string, bigint>> =>
  Object.fromEntries(
    Object.entries(numbers).flatMap(([key, n]) => (n === undefined ? [] : [[key, wholeNumber(n)] as const])),
  )

/** A part of a unit counts as a whole one, so that a threshold is never slipped under. */
const wholeNumber = (n: number): bigint => BigInt(Math.ceil(n))

const present = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
