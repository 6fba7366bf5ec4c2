import type { Command } from 'commander'
import { addEstateOptions } from './estate-options.ts'
import type { ReviewOptions } from './run-review.ts'

export function addReview(program: Command): void {
  addEstateOptions(program.command('review'), ['text', 'json', 'markdown'])
    .requiredOption('--base <ref>', 'branch that the pull request would go into')
    .option('--head <ref>', 'commit to judge; without it the working tree, uncommitted files included')
    .description('the gate as a pull request would see it: findings, cost, seats')
    .addHelpText(
      'after',
      `
Rules are read at the base, as on GitHub: a branch is not judged by the rules it brings along. Who has approved is
not known here, so every seat shows as open. With --format markdown this prints the very comment.
Exit status: 0 it may pass (perhaps after approvals), 1 it would be refused, 2 it could not run.

Examples:
  landlord review --base main
  landlord review --base origin/main --head my-branch --format markdown`,
    )
    .action(async (options: ReviewOptions) => {
      const { runReview } = await import('./run-review.ts')
      await runReview(options)
    })
}
