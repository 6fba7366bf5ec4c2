import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { SimulateOptions } from './run-simulate.ts'

export function addSimulate(program: Command): void {
  addEstateOptions(program.command('simulate'), ['text', 'json', 'markdown'])
    .requiredOption('--rules <dir>', 'the rules to try: a copy of .github/landlord, or a clone that has one')
    .option('--on <day>', 'as judged on that day; today if absent')
    .description('what would change for every tenant if other rules were in force')
    .addHelpText(
      'after',
      `
Every tenant of the estate is judged twice, under its own rules and under those of DIR: policies, tiers, regions, pools,
prices, exchange rates and APPROVERS. A pull request that changes a rule gets the same report. DIR is the whole folder:
what it lacks is a rule that would be gone. Rules that take effect later are seen with --on.
Exit status: 0 nobody would be refused who passes today, 1 somebody would, a pool would be too small, or a rule file is
broken or fails its tests, 2 it could not run.

Examples:
  cp -r .github/landlord /tmp/stricter      and edit the copy
  landlord simulate --rules /tmp/stricter
  landlord simulate --rules /tmp/stricter --on 2027-05-13
  landlord simulate --rules ../estate-branch --format json | jq '.affected[].tenant'`,
    )
    .action(async (options: SimulateOptions) => {
      const { runSimulate } = await import('./run-simulate.ts')
      runSimulate(options)
    })
}
