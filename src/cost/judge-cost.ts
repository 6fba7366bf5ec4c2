import type { Finding } from '../tenant/finding.ts'
import { compare, renderMoney } from '../tenant/money.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { renderDecimal } from './decimal.ts'
import type { Estimate } from './estimate.ts'
import { exchangeRatesPath, rateOn, ratePlaces, type ExchangeRates } from './exchange-rates.ts'
import type { PriceBook } from './price-book.ts'

/** Where the tenant file states its budget. */
export type BudgetPlace = Readonly<{ file: string; line: number; column: number }>

/** A tenant that is expected to cost more than it may: shown to its approvers, refused by none. */
export function judgeCost(
  tenant: Tenant,
  { monthly: { expected } }: Readonly<{ monthly: Pick<Estimate['monthly'], 'expected'> }>,
  place: BudgetPlace,
): readonly Finding[] {
  const yearly = { ...expected, minor: expected.minor * 12n }
  const budget = tenant.budget.yearly
  if (yearly.currency !== budget.currency)
    return [
      {
        ...costFinding('not-compared', place),
        severity: 'info',
        says: `The budget is in ${budget.currency} and the estimate in ${yearly.currency}, so they were not compared.`,
        fix: `State the budget in ${yearly.currency} to have it compared.`,
      },
    ]
  if (compare(yearly, budget) <= 0) return []
  return [
    {
      ...costFinding('over-budget', place),
      severity: 'warn',
      says: `This is expected to cost ${renderMoney(yearly)} a year (${renderMoney(expected)} a month), more than the budget of ${renderMoney(budget)}.`,
      fix: 'Raise the budget, or lower the usage, the tier or the model until it fits.',
    },
  ]
}

const costFinding = (rule: string, place: BudgetPlace) => ({
  rule: `cost/${rule}`,
  ...place,
  pointer: '/budget',
})

/** Without a rate of the day no price can be told in the estate's currency: that is for the platform team to mend. */
export function judgeRates(
  book: PriceBook,
  rates: ExchangeRates,
  settings: Settings,
  on: string,
): readonly Finding[] {
  if (rateOn(rates, { from: book.currency, to: settings.currency }, on) !== undefined) return []
  return [
    {
      rule: 'cost/no-rate',
      severity: 'deny',
      file: exchangeRatesPath,
      line: 1,
      column: 1,
      pointer: '/rates',
      says: `No exchange rate from ${book.currency} to ${settings.currency} is valid on ${on.slice(0, 10)}.`,
      fix: `Add a row with \`from: ${book.currency}\`, \`to: ${settings.currency}\` and a \`validFrom\` on or before that day.`,
    },
  ]
}

/** What every figure rests on: "price book of 2025-07, 1 USD = 84.10 INR (example rate since 2026-09-01)". */
export function costBasis(book: PriceBook, rates: ExchangeRates, settings: Settings, on: string): string {
  const rate = rateOn(rates, { from: book.currency, to: settings.currency }, on)
  const prices = `price book of ${book.observedOn}`
  if (book.currency === settings.currency) return `${prices}, in ${book.currency}`
  if (rate === undefined)
    return `${prices}, no exchange rate from ${book.currency} to ${settings.currency} on ${on.slice(0, 10)}`
  return `${prices}, 1 ${rate.from} = ${renderDecimal(rate.rate, ratePlaces, 2)} ${rate.to} (${rate.basis} rate since ${rate.validFrom})`
}
