import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { owners } from '../approvals/owners.ts'
import { parseApprovers } from '../approvals/parse-approvers.ts'
import { UserError } from '../tenant/user-error.ts'
import { printJson, tell } from './estate-options.ts'

export function addOwners(program: Command): void {
  program
    .command('owners')
    .argument('<path...>', 'paths as they stand in the repository, with /')
    .requiredOption('--file <file>', 'a CODEOWNERS or APPROVERS file')
    .description('who owns each path, by plain CODEOWNERS rules; conditions aside')
    .addHelpText(
      'after',
      `
Prints JSON: [{path, owners, line}], in a file with sections one entry for each section that covers the path.
A path that nobody owns has no owners and no line. Lines that mean nothing are told and skipped.

Example:
  landlord owners --file .github/CODEOWNERS src/main.ts docs/intro.md`,
    )
    .action((paths: readonly string[], { file }: { file: string }) => {
      const { approvers, findings } = parseApprovers(loadOwnersFile(file))
      for (const { line, column, says } of findings) tell(`${file}:${line}:${column} ${says}`)
      printJson(paths.flatMap((path) => owners(approvers, path.replace(/^\.?\//, ''))))
    })
}

function loadOwnersFile(file: string) {
  try {
    const bytes = readFileSync(file)
    return { path: file, blob: '', mode: '100644', size: bytes.length, bytes } as const
  } catch (cause) {
    throw new UserError(`The file ${file} cannot be read.`, {
      fix: 'Name a CODEOWNERS or APPROVERS file with --file.',
      cause,
    })
  }
}
