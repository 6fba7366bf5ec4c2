import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { CheckOptions } from './run-check.ts'

export function addCheck(program: Command): void {
  addEstateOptions(
    program.command('check').argument('[path...]', 'files or folders; none: the whole estate'),
    ['text', 'json', 'sarif', 'github'],
  )
    .description('schema, compliance and capacity of the estate, or of some of its files')
    .addHelpText(
      'after',
      `
Capacity is always counted over the whole estate; with paths, only what concerns them is shown.
Exit status: 0 nothing denies, 1 something does, 2 it could not run.

Examples:
  landlord check
  landlord check tenants/acme-retail.yaml
  landlord check --format sarif > landlord.sarif`,
    )
    .action(async (paths: readonly string[], options: CheckOptions) => {
      // Every action loads its work when it is wanted: help and the small commands answer at once.
      const { runCheck } = await import('./run-check.ts')
      runCheck(paths, options)
    })
}
