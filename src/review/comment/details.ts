import type { CostLine, Estimate } from '../../cost/estimate.ts'
import { usageWords } from '../../cost/usage-words.ts'
import { code, prose, table, text } from '../../tenant/markdown.ts'
import { renderMoney } from '../../tenant/money.ts'
import { basisWords } from '../totals.ts'
import type { CostChange, PlannedOperation, Verdict } from '../verdict.ts'
import { count } from './words.ts'

/** Every figure with the source it rests on. */
export function renderCosts({ costs, basis, prices }: Verdict, limit: number): string {
  const priced = costs.filter(({ before, after }) => before !== undefined || after !== undefined)
  if (priced.length === 0) return ''
  const shown = priced.slice(0, limit).map((cost) => renderCost(cost, prices?.currency))
  const left = priced.length - shown.length
  const more =
    left === 0 ? [] : [`${count(left, 'tenant')} not shown here: \`landlord estimate\` prints every line.`]
  return folded('What it costs, line by line', [
    ...shown,
    ...more,
    text(sentence(basisWords({ basis, prices }))),
  ])
}

function renderCost({ tenant, before, after }: CostChange, currency: string | undefined): string {
  const estimate = after ?? before
  if (estimate === undefined) return ''
  const { low, expected, high } = estimate.monthly
  const rows = estimate.lines.map(renderLine)
  return [
    `**${code(tenant)}**: ${renderMoney(expected)} a month, between ${renderMoney(low)} and ${renderMoney(high)}.${baseWords(estimate)}`,
    table(
      [
        'What',
        'Quantity:',
        currency === undefined ? 'Unit price:' : `Unit price, ${currency}:`,
        'A month:',
        'Source',
      ],
      rows,
    ),
    renderExclusions(estimate),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const renderLine = (line: CostLine): readonly string[] => {
  const { label, unitPrice, monthly, source } = line
  return [
    text(label, 120),
    text(usageWords(line)),
    text(unitPrice ?? '—'),
    monthly === undefined ? 'not priced' : renderMoney(monthly),
    text(source ?? '—', 160),
  ]
}

/** What stands however little is used, apart from what follows usage. */
function baseWords({ lines, monthly: { expected } }: Estimate): string {
  const base = lines.reduce((sum, { fixed, monthly }) => sum + (fixed ? (monthly?.minor ?? 0n) : 0n), 0n)
  if (base === 0n) return ''
  const rest = { ...expected, minor: expected.minor - base }
  return ` ${renderMoney({ ...expected, minor: base })} of it stands however little is used, ${renderMoney(rest)} follows usage.`
}

const renderExclusions = ({ exclusions }: Estimate): string =>
  exclusions.length === 0 ? '' : `Not in the figure: ${exclusions.map((words) => prose(words)).join('; ')}.`

export function renderPlan(plan: readonly PlannedOperation[], limit: number): string {
  if (plan.length === 0) return ''
  const lines = plan.slice(0, limit).map(({ tenant, says }) => `- ${code(tenant)}: ${prose(says)}`)
  const left = plan.length - lines.length
  return folded('What merging will start', [
    [...lines, ...(left === 0 ? [] : [`- …and ${left} more`])].join('\n'),
  ])
}

export function renderRecheck(baseRef: string | undefined): string {
  return folded('How to check again', [
    [
      '- Push a commit, edit the pull request or submit a review: Landlord evaluates by itself.',
      '- Comment `/landlord recheck`, or `/landlord explain` to see why each seat opened and who counts.',
      `- On your machine, before you push: ${code(`landlord review --base ${baseRef ?? 'main'}`)}`,
    ].join('\n'),
  ])
}

const folded = (summary: string, parts: readonly string[]): string =>
  [`<details><summary>${summary}</summary>`, ...parts, '</details>'].join('\n\n')

const sentence = (words: string): string =>
  words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}${words.endsWith('.') ? '' : '.'}`
