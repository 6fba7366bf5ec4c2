import { totalOf } from '../review/totals.ts'
import type { Verdict } from '../review/verdict.ts'
import { clean } from '../tenant/markdown.ts'
import { renderMoney } from '../tenant/money.ts'
import { columns } from './columns.ts'

export function formatEstimate({ costs, basis }: Verdict): string {
  const parts = costs.map(({ tenant, after, before }) => {
    const estimate = after ?? before
    if (estimate === undefined) return `${tenant}: not priced`
    const { low, expected, high } = estimate.monthly
    const rows = estimate.lines.map(({ label, quantity, unit, unitPrice, monthly, source }) => [
      `  ${label}`,
      `${quantity} ${unit}`,
      unitPrice ?? '-',
      monthly === undefined ? 'not priced' : renderMoney(monthly),
      source ?? '-',
    ])
    const was = after && before ? `, ${renderMoney(before.monthly.expected)} before` : ''
    return [
      `${tenant}: ${renderMoney(expected)} a month, between ${renderMoney(low)} and ${renderMoney(high)}${was}`,
      columns([['  WHAT', 'QUANTITY', 'UNIT PRICE', 'A MONTH', 'SOURCE'], ...rows]),
      ...estimate.exclusions.map((words) => `  Not in the figure: ${clean(words, 600)}`),
    ].join('\n')
  })
  return [...parts, costs.length > 1 ? totalOf(costs) : '', clean(basis)]
    .filter((part) => part !== '')
    .join('\n\n')
}
