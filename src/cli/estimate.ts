import type { Command } from 'commander'
import { evaluate } from '../review/evaluate.ts'
import { totalOf } from '../review/totals.ts'
import type { Verdict } from '../review/verdict.ts'
import { denies } from '../tenant/finding.ts'
import { clean } from '../tenant/markdown.ts'
import { renderMoney } from '../tenant/money.ts'
import { columns } from './columns.ts'
import { addEstateOptions, print, printJson, tell } from './estate-options.ts'
import { estimateData } from './estimate-data.ts'
import { loadLocalInput } from './local-input.ts'

type Options = Readonly<{ repo: string; base?: string; format: 'text' | 'json' }>

export function addEstimate(program: Command): void {
  addEstateOptions(program.command('estimate').argument('[path...]', 'tenant files; none: all of them'), [
    'text',
    'json',
  ])
    .option('--base <ref>', 'only what has changed since, compared with what it cost there')
    .description('monthly cost, low, expected and high, line by line')
    .addHelpText(
      'after',
      `
Every figure names its source. What has no price is listed as not priced, and never counts as nothing.

Examples:
  landlord estimate tenants/acme-retail.yaml
  landlord estimate --base main --format json`,
    )
    .action(async (paths: readonly string[], { repo, base, format }: Options) => {
      const verdict = evaluate(await loadLocalInput(paths, { repo, base }))
      if (format === 'json') printJson(estimateData(verdict))
      else print(formatEstimate(verdict))
      tellFindings(verdict)
    })
}

/** What could not be read could not be priced: that must not look like a complete answer. */
export function tellFindings({ findings }: Verdict): void {
  const problems = findings.filter(denies)
  for (const { file, line, column, says } of problems) tell(`${clean(file)}:${line}:${column} ${clean(says)}`)
  if (problems.length > 0) process.exitCode = 1
}

function formatEstimate({ costs, basis }: Verdict): string {
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
