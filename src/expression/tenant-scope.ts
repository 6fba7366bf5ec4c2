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
export function tenantScope(
  tenant: Tenant,
  change: Pick<Change, 'kind' | 'before' | 'after'>,
  settings: Settings,
  on?: string,
): Scope {
  const yearly = yearlyIn(tenant, settings)
  const delta = yearlyDelta(change, settings)
  const aspects = aspectsOf(change.before, change.after, settings)
  const place = settings.regions[tenant.region]
  const { data, lifecycle } = tenant
  return {
    values: {
      id: tenant.id,
      name: tenant.name,
      tier: tenant.tier,
      region: tenant.region,
      place: place === undefined ? {} : { country: place.country, jurisdiction: place.jurisdiction },
      owner: tenant.owner,
      businessUnit: tenant.businessUnit,
      costCenter: tenant.costCenter,
      glCode: tenant.glCode,
      budget: present({
        yearly,
        amount: tenant.budget.declared.minor,
        currency: tenant.budget.declared.currency,
        period: tenant.budget.period,
      }),
      isolation: { ...tenant.isolation },
      lifecycle: lifecycle.state,
      suspension: lifecycle.state === 'suspended' ? lifecycle.mode : '',
      quotas: whole(tenant.quotas),
      borrow: whole({ ...nothingBorrowed, ...tenant.borrow }),
      usage: whole(tenant.usage),
      models: [...tenant.models],
      features: { ...tenant.features },
      data: present({
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
      }),
      contacts: present({ ...tenant.contacts }),
      boosts: (tenant.boosts ?? []).map((boost) => ({ ...boost, by: wholeNumber(boost.by) })),
      waivers: (tenant.waivers ?? []).map((waiver) => ({ ...waiver })),
      ...(on === undefined ? {} : { today: on }),
      cost: {},
      change: present({
        kind: change.kind,
        yearlyDelta: delta,
        aspects: [...aspects],
        regionMoves: aspects.includes('regionMove'),
      }),
    },
    missing: {
      ...nothingEstimated,
      ...(yearly === undefined ? { 'budget.yearly': otherCurrency(tenant, settings) } : {}),
      ...(delta === undefined ? { 'change.yearlyDelta': otherCurrency(tenant, settings) } : {}),
      ...(place === undefined ? { 'place.country': `the settings know no region ${tenant.region}` } : {}),
    },
  }
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
