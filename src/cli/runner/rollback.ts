import type { Command } from 'commander'
import { UserError } from '../../tenant/user-error.ts'
import { addRunOptions, parseRunOptions, parseSha, type RawRunOptions } from '../run-options.ts'

type Raw = RawRunOptions & Readonly<{ lastGood?: string; neverActive?: true }>

export function addRollback(program: Command): void {
  addRunOptions(program.command('rollback').argument('<id>', 'tenant'))
    .option('--last-good <commit>', 're-apply the tenant as it was at this commit, and verify it')
    .option('--never-active', 'destroy what this operation made')
    .description('undo a failed operation on one tenant')
    .addHelpText('after', help)
    .action(async (id: string, raw: Raw) => {
      const options = parseRunOptions(id, raw)
      const lastGood = target(raw)
      const { destroy, reapply } = await import('./rollback-tenant.ts')
      // The last good commit is what is read from here on, and what the result names.
      await (lastGood === undefined ? destroy(id, options) : reapply(id, { ...options, sha: lastGood }))
    })
}

function target({ lastGood, neverActive }: Raw): string | undefined {
  if ((lastGood === undefined) === (neverActive === undefined)) {
    throw new UserError('A rollback goes to the last good commit, or destroys what was never active.', {
      fix: 'Give either --last-good COMMIT or --never-active.',
    })
  }
  return lastGood === undefined ? undefined : parseSha(lastGood)
}

const help = `
--never-active destroys what this operation made: never what another operation made, and nothing of a tenant that holds
documents. --last-good re-applies the tenant file (and the Terraform) of that commit and runs the eight checks.

Exit code 0: undone; 1: it must not or could not be undone, a person has to look; 2: it could not be tried.

Examples:
  landlord rollback sunrise-health --never-active --operation op_01jd3v8k2m4n6p8q0r2s --sha 3f1c…
  landlord rollback sunrise-health --last-good 9b2e… --operation op_01jd3v8k2m4n6p8q0r2s`
