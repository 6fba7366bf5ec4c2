import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { EstimateOptions } from './run-estimate.ts'

export function addEstimate(program: Command): void {
  addEstateOptions(program.command('estimate').argument('[path...]', 'tenant files; none: all of them'), [
    'text',
    'json',
    'markdown',
  ])
    .option('--all', 'the whole estate, added up by business unit, cost centre, region and tier')
    .option('--set <field=value...>', 'what if: compare with a field set to another value')
    .option('--base <ref>', 'only what has changed since, compared with what it cost there')
    .option('--on <day>', 'by the exchange rate of that day, as 2026-11-21; today unless told')
    .description('monthly cost, low, expected and high, line by line')
    .addHelpText(
      'after',
      `
Every figure names its source. What has no price is named below the table, and never counts as nothing; --format json
has it line by line, with its quantity. A commit costs the same on any later day, --on the day of the commit.

Examples:
  landlord estimate tenants/acme-retail.yaml
  landlord estimate --base main --format json
  landlord estimate --all --format markdown
  landlord estimate --on "$(git log -1 --format=%cs)"
  landlord estimate tenants/acme-retail.yaml --set tier=silver usage.queriesPerMonth=500000`,
    )
    .action(async (paths: readonly string[], options: EstimateOptions) => {
      const { runEstimate } = await import('./run-estimate.ts')
      await runEstimate(paths, options)
    })
}
