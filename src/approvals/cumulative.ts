import type { Scope } from '../expression/tenant-scope.ts'
import type { Change } from '../tenant/change.ts'
import { renderMoney, type Currency } from '../tenant/money.ts'
import type { Tenant } from '../tenant/tenant.ts'

/** By how much the yearly budgets of a change's cost centre rise besides the change itself. */
export type RiseBeside = (change: Change) => bigint

/** Days that are looked at together, so that one large budget is not asked for as many small ones. */
export const cumulativeDays = 30

/**
 * What each cost centre takes on: its tenants as they would stand after all changes, against how they stood before the
 * window. A tenant that shrinks gives nothing back, so that nobody hides a rise behind it. Amounts in another
 * currency than the estate's have no exact value and open their seats by themselves.
 */
export function riseBeside(
  { earlier, later }: Readonly<{ earlier: readonly Tenant[]; later: readonly Tenant[] }>,
  currency: Currency,
): RiseBeside {
  const before = new Map(earlier.map((tenant) => [tenant.id, tenant]))
  const rises = new Map(
    later.map((tenant) => [tenant.id, { of: tenant, by: rise(before.get(tenant.id), tenant, currency) }]),
  )
  const byCentre = new Map<string, bigint>()
  for (const { of, by } of rises.values())
    byCentre.set(of.costCenter, (byCentre.get(of.costCenter) ?? 0n) + by)
  return ({ before: was, after }) => {
    // A change that asks for no more is no part of a split.
    if (after === undefined || rise(was, after, currency) === 0n) return 0n
    return (byCentre.get(after.costCenter) ?? 0n) - (rises.get(after.id)?.by ?? 0n)
  }
}

function rise(before: Tenant | undefined, after: Tenant, currency: Currency): bigint {
  const is = yearly(after, currency)
  // What comes from another cost centre is new to this one.
  const was = before?.costCenter === after.costCenter ? yearly(before, currency) : 0n
  return is > was ? is - was : 0n
}

const yearly = ({ budget, lifecycle }: Tenant, currency: Currency): bigint =>
  budget.yearly.currency === currency && lifecycle.state !== 'retired' ? budget.yearly.minor : 0n

/** The tenant as if its budget were its own and all that its cost centre takes on besides; undefined: nothing more. */
export function together(scope: Scope | undefined, besides: bigint): Scope | undefined {
  const budget = scope?.values.budget as Readonly<{ yearly?: bigint }> | undefined
  if (scope === undefined || budget?.yearly === undefined || besides === 0n) return undefined
  return { ...scope, values: { ...scope.values, budget: { ...budget, yearly: budget.yearly + besides } } }
}

export const togetherWords = (centre: string, besides: bigint, currency: Currency): string =>
  `That counts the ${renderMoney({ currency, minor: besides })} a year by which other tenants of cost centre ${centre} grow in ${cumulativeDays} days, this pull request included.`
