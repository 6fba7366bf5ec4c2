import { costDrivers } from '../../cost/cost-drivers.ts'
import type { Estimate } from '../../cost/estimate.ts'
import { renderChange, renderDifference, renderLarge, renderWhole } from '../../cost/money-words.ts'
import type { Change } from '../../tenant/change.ts'
import { text } from '../../tenant/markdown.ts'
import { compare, subtract, yearly, type Money } from '../../tenant/money.ts'
import { unpricedOf } from '../totals.ts'
import type { CostChange, PriceBasis } from '../verdict.ts'
import { series } from './words.ts'

/** What one change costs, for whoever answers for the money: month, year, budget, what drives it, what is left out. */
export function costSentences({ before, after: tenant }: Change, cost: CostChange | undefined): string {
  if (tenant === undefined || cost?.after === undefined) return ''
  const { after } = cost
  const unpriced = unpricedOf(after)
  const name = `**${text(tenant.name, 80)}**`
  if (after.lines.length > 0 && unpriced === after.lines.length)
    return `${name}: nothing of it has a price yet.`
  const year = yearly(after.monthly.expected, 'month')
  const than = before === undefined ? undefined : cost.before
  const least = unpriced > 0
  return [
    `${name}: ${least ? 'at least ' : ''}${monthWords(than, after)}, ${renderLarge(year)} a year${budgetWords(year, tenant.budget.yearly, least)}.`,
    driverWords(than, after),
    rangeWords(after),
    unpricedWords(after),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function monthWords(before: Estimate | undefined, { monthly }: Estimate): string {
  const now = `${renderWhole(monthly.expected)} a month`
  if (before === undefined) return now
  const difference = subtract(monthly.expected, before.monthly.expected)
  if (difference.minor === 0n) return `${now} as before`
  const share = renderChange(before.monthly.expected, monthly.expected)
  return `${renderWhole(before.monthly.expected)} → ${now} (${renderDifference(difference)}${share === undefined ? '' : `, ${share}`})`
}

function budgetWords(year: Money, budget: Money, least: boolean): string {
  if (budget.currency !== year.currency) return ''
  const left = subtract(budget, year)
  const of = ` of a budget of ${renderLarge(budget)}`
  if (compare(year, budget) > 0)
    return `${of}: ${least ? 'at least ' : ''}${renderLarge({ ...left, minor: -left.minor })} too much`
  return left.minor === 0n
    ? `${of}: nothing left`
    : `${of}: ${least ? 'at most ' : ''}${renderLarge(left)} left`
}

/** What stands however little is used, and between what the rest may lie. */
function rangeWords({ lines, monthly: { low, high } }: Estimate): string {
  const fixed = lines.reduce((sum, line) => sum + (line.fixed ? (line.monthly?.minor ?? 0n) : 0n), 0n)
  if (low.minor === high.minor) return 'It does not depend on usage.'
  const base = renderWhole({ ...low, minor: fixed })
  return `${base} a month ${fixed === 0n ? 'stands' : 'of it stands'} however little is used; with little or much use it is ${renderWhole(low)} to ${renderWhole(high)}.`
}

/** Up to three parts by name; more of them by their number. */
function unpricedWords({ lines }: Estimate): string {
  const unpriced = lines.filter(({ monthly }) => monthly === undefined)
  if (unpriced.length === 0) return ''
  const one = unpriced.length === 1
  const which =
    unpriced.length > 3
      ? `${unpriced.length} of its ${lines.length} parts`
      : text(series(unpriced.map(({ label }) => label)), 300)
  return `${which} ${one ? 'has' : 'have'} no price yet and ${one ? 'comes' : 'come'} on top.`
}

/** Nobody signs a figure at a rate that somebody made up. */
export function rateWords(prices: PriceBasis | undefined): string {
  const rate = prices?.rate
  if (rate?.basis !== 'example') return ''
  return `Converted at an **example** rate, 1 ${rate.from} = ${rate.rate} ${rate.to}: agree one in \`exchange-rates.yml\` before anybody signs.`
}

/** The two biggest drivers, of all of it or of the difference. */
function driverWords(before: Estimate | undefined, after: Estimate): string {
  const drivers = costDrivers(before, after)
  if (drivers.length === 0) return ''
  const shown = drivers.map(
    ({ says, monthly }) =>
      `${text(says, 80)} (${before === undefined ? renderWhole(monthly) : renderDifference(monthly)})`,
  )
  return `${before === undefined ? 'Most of it is' : 'What changes most is'} ${series(shown)}.`
}
