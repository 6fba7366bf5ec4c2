import type { Command } from 'commander'
import type { OwnersOptions } from './run-owners.ts'

export function addOwners(program: Command): void {
  program
    .command('owners')
    .argument('<path...>', 'paths as they stand in the repository, with /')
    .requiredOption('--file <file>', 'a CODEOWNERS or APPROVERS file')
    .option('--repo <dir>', 'the estate', '.')
    .description('who owns each path, by plain CODEOWNERS rules; conditions aside')
    .addHelpText(
      'after',
      `
Prints JSON: [{path, owners, line}], in a file with sections one entry for each section that covers the path.
A path that nobody owns has no owners and no line. Lines that mean nothing are told and skipped.

Example:
  landlord owners --file .github/CODEOWNERS src/main.ts docs/intro.md`,
    )
    .action(async (paths: readonly string[], options: OwnersOptions) => {
      const { runOwners } = await import('./run-owners.ts')
      runOwners(paths, options)
    })
}
