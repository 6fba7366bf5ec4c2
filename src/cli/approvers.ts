import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { ApproversOptions } from './run-approvers.ts'

export function addApprovers(program: Command): void {
  addEstateOptions(program.command('approvers').argument('[path...]', 'changed files; none: all tenants'), [
    'text',
    'json',
  ])
    .option('--base <ref>', 'only what has changed since; without it every tenant counts as new')
    .option('--reviews <file>', 'tally these reviews (JSON, see schemas/reviews.schema.json)')
    .description('who must approve, why, and who can')
    .addHelpText(
      'after',
      `
A reviews file:
  {"author": "ria", "reviews": [{"login": "carla", "state": "APPROVED"}], "teams": {"acme/cfo": ["carla"]}}

Examples:
  landlord approvers tenants/sunrise-health.yaml
  landlord approvers --base main --reviews reviews.json --format json`,
    )
    .action(async (paths: readonly string[], options: ApproversOptions) => {
      const { runApprovers } = await import('./run-approvers.ts')
      await runApprovers(paths, options)
    })
}
