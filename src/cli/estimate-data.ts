import type { Estimate, Range } from '../cost/estimate.ts'
import { renderQuantity } from '../cost/quantity.ts'
import type { Currency, Money } from '../tenant/money.ts'
import { costTotals, groupings } from '../review/cost/totals.ts'
import type { Verdict } from '../review/verdict.ts'

/** `landlord estimate --format json`; see schemas/estimate.schema.json. Amounts are decimal strings. */
export function estimateData({ costs, prices }: Verdict) {
  const estimates = costs.flatMap(({ after }) => after ?? [])
  const currency: Currency = estimates[0]?.monthly.expected.currency ?? 'INR'
  return {
    currency,
    total: rangeData({
      low: sum(estimates, 'low'),
      expected: sum(estimates, 'expected'),
      high: sum(estimates, 'high'),
    }),
    tenants: costs.map(({ tenant, before, after }) => ({
      id: tenant,
      monthly: after === undefined ? '0.00' : amount(after.monthly.expected.minor),
      range: after && rangeData(minorOf(after.monthly)),
      before: before && amount(before.monthly.expected.minor),
      lines: (after?.lines ?? []).map(
        ({ sku, label, quantity, unit, unitPrice, monthly, source, fixed }) => ({
          sku,
          label,
          quantity: renderQuantity(quantity),
          unit,
          unitPrice: unitPrice ?? null,
          monthly: monthly === undefined ? null : amount(monthly.minor),
          priced: monthly !== undefined,
          source: source ?? null,
          fixed,
        }),
      ),
      exclusions: after?.exclusions ?? [],
    })),
    priceBook:
      prices === undefined
        ? null
        : { currency: prices.currency, observedOn: prices.observedOn, age: prices.age },
    exchangeRate: prices?.rate ?? null,
  }
}

/** `landlord estimate --all --format json` has these too. */
export function totalsData(verdict: Verdict) {
  const totals = costTotals(verdict)
  return Object.fromEntries(
    groupings.map((grouping) => [
      grouping,
      totals[grouping].map(({ name, tenants, after, before, partly }) => ({
        name,
        tenants,
        monthly: amount(after.minor),
        yearly: amount(after.minor * 12n),
        ...(before === undefined ? {} : { before: amount(before.minor) }),
        partly,
      })),
    ]),
  )
}

type Minor = Readonly<{ low: bigint; expected: bigint; high: bigint }>

const sum = (estimates: readonly Estimate[], which: keyof Range): bigint =>
  estimates.reduce((total, { monthly }) => total + monthly[which].minor, 0n)

const minorOf = ({ low, expected, high }: Range): Minor => ({
  low: low.minor,
  expected: expected.minor,
  high: high.minor,
})

const rangeData = ({ low, expected, high }: Minor) => ({
  low: amount(low),
  expected: amount(expected),
  high: amount(high),
})

/** `1499.50`: every currency here has hundredths. */
export const amount = (minor: Money['minor']): string => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
