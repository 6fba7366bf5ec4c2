import type { CostLine, Estimate } from '../../cost/estimate.ts'
import { usageWords } from '../../cost/usage-words.ts'
import { basisWords, totalOf } from '../../review/totals.ts'
import type { CostChange, Verdict } from '../../review/verdict.ts'
import { clean } from '../../tenant/markdown.ts'
import { renderMoney, type Money } from '../../tenant/money.ts'
import { columns, paragraph } from './columns.ts'
import { plain, type Paint } from './paint.ts'

type Page = Readonly<{
  width?: number
  paint?: Paint
  /** Whether the verdict is about changes since a base. */
  compared: boolean
}>

/** What it costs as a finance officer reads it: all tenants in one table, then each one line by line, then the sources. */
export function formatEstimate(
  { costs, changes, basis, prices }: Verdict,
  { width, paint = plain, compared }: Page,
): string {
  const sources = [...new Set(costs.flatMap(linesOf).flatMap(({ source }) => source ?? []))]
  const budgets = new Map(changes.map(({ tenant, after }) => [tenant, after?.budget.yearly]))
  const parts = costs.map((cost) =>
    [
      headOf(cost, paint),
      columns(lineRows(linesOf(cost), { sources, currency: prices?.currency }), {
        right: [2, 3],
        indent: 2,
        width,
      }),
      ...(estimateOf(cost)?.exclusions ?? []).map((words) =>
        paragraph(paint.dim(`Not in the figure: ${clean(words, 2000)}.`), 2, width),
      ),
    ].join('\n'),
  )
  return [
    costs.length > 1 ? columns(summaryRows(costs, budgets), { right: [1, 2, 3, 4] }) : '',
    compared && costs.length > 0 ? totalOf(costs) : '',
    ...parts,
    sources.map((source, index) => `[${index + 1}] ${clean(source)}`).join('\n'),
    clean(basisWords({ basis, prices })),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** What is gone is shown with what it did cost. */
const estimateOf = ({ after, before }: CostChange): Estimate | undefined => after ?? before
const linesOf = (cost: CostChange): readonly CostLine[] => estimateOf(cost)?.lines ?? []

function headOf(cost: CostChange, paint: Paint): string {
  const estimate = estimateOf(cost)
  const name = paint.bold(clean(cost.tenant))
  if (estimate === undefined) return `${name}: not priced`
  const { low, expected, high } = estimate.monthly
  const { before, after } = cost
  const was = after && before ? `, ${renderMoney(before.monthly.expected)} before` : ''
  const gone = after === undefined ? ', until it is gone' : ''
  const between = `between ${renderMoney(low)} and ${renderMoney(high)}`
  return `${name}: ${paint.bold(renderMoney(expected))} a month, ${between}${was}${gone}`
}

function summaryRows(
  costs: readonly CostChange[],
  budgets: ReadonlyMap<string, Money | undefined>,
): readonly (readonly string[])[] {
  const rows = costs.map((cost) => {
    const { after } = cost
    const budget = budgets.get(cost.tenant)
    return [
      cost.tenant,
      after === undefined ? '-' : monthOf(after),
      after === undefined ? '-' : exact(after.monthly.low),
      after === undefined ? '-' : exact(after.monthly.high),
      budget === undefined ? '-' : renderMoney(budget),
    ]
  })
  return [['TENANT', 'A MONTH', 'LOW', 'HIGH', 'BUDGET A YEAR'], ...rows, totalRow(costs)]
}

/** "from …" where a part has no price. */
const monthOf = (estimate: Estimate): string =>
  `${isPartly(estimate) ? 'from ' : ''}${exact(estimate.monthly.expected)}`

const isPartly = ({ lines }: Estimate): boolean => lines.some(({ monthly }) => monthly === undefined)

/** In a table the points stand under one another. */
function exact(money: Money): string {
  const shown = renderMoney(money)
  return shown.includes('.') ? shown : `${shown}.00`
}

/** All estimates of one verdict are in the estate's currency; budgets may not be, so they are not added up. */
function totalRow(costs: readonly CostChange[]): readonly string[] {
  const estimates = costs.flatMap(({ after }) => after ?? [])
  const [first] = estimates
  if (first === undefined) return ['Together', '-', '-', '-', '']
  const { currency } = first.monthly.expected
  const sum = (of: (estimate: Estimate) => Money): string =>
    exact({ currency, minor: estimates.reduce((total, one) => total + of(one).minor, 0n) })
  return [
    'Together',
    `${estimates.some(isPartly) ? 'from ' : ''}${sum(({ monthly }) => monthly.expected)}`,
    sum(({ monthly }) => monthly.low),
    sum(({ monthly }) => monthly.high),
    '',
  ]
}

/** Priced lines; the others are named in one sentence below, and each stands in the JSON. */
function lineRows(
  lines: readonly CostLine[],
  { sources, currency }: Readonly<{ sources: readonly string[]; currency: string | undefined }>,
): readonly (readonly string[])[] {
  const unitPriceHeading = `UNIT PRICE${currency === undefined ? '' : `, ${currency}`}`
  const rows = lines.flatMap(({ label, unitPrice, monthly, source, ...usage }) =>
    monthly === undefined
      ? []
      : [
          [
            label,
            usageWords(usage),
            unitPrice ?? '-',
            exact(monthly),
            source === undefined ? '' : `[${sources.indexOf(source) + 1}]`,
          ],
        ],
  )
  return rows.length === 0 ? [] : [['WHAT', 'QUANTITY', unitPriceHeading, 'A MONTH', 'SOURCE'], ...rows]
}
