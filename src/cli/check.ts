import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { CheckOptions } from './run-check.ts'

export function addCheck(program: Command): void {
  addEstateOptions(
    program.command('check').argument('[path...]', 'files or folders; none: the whole estate'),
    ['text', 'json', 'sarif', 'github'],
  )
    .description('schema, compliance, capacity, cost and seats of the estate, or of some of its files')
    .option('--fix', 'mend what is certain, in the files themselves')
    .option('--dry-run', 'show what --fix would change, as a diff, and change nothing')
    .option('--no-cache', 'judge every tenant anew, also those that have not changed')
    .addHelpText(
      'after',
      `
Capacity is always counted over the whole estate; with paths, only what concerns them is shown.
Seats are those that each tenant would open if it came today: a condition that cannot be decided, a seat that nobody
can fill and a tenant that no line speaks of are told at the rule's own line, once for all tenants.
--fix mends a finding only where one answer is possible (a slip in a key, a word in the wrong case, missing
quotes, an older apiVersion …), keeps comments, order and every other byte, and then tells what is left.
What the last check came to is kept in the cache folder of whoever runs it (XDG_CACHE_HOME, else ~/.cache): while the
rules, the day and Landlord are the same, only tenant files that have changed are judged anew.
Exit status: 0 nothing denies, 1 something does, 2 it could not run.

Examples:
  landlord check
  landlord check tenants/acme-retail.yaml
  landlord check --fix --dry-run
  landlord check --format sarif > landlord.sarif`,
    )
    .action(async (paths: readonly string[], options: CheckOptions) => {
      // Every action loads its work when it is wanted: help and the small commands answer at once.
      const { runCheck } = await import('./run-check.ts')
      runCheck(paths, options)
    })
}
