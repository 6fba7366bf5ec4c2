import type { Command } from 'commander'
import { addRunOptions, parseDigest, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addApply(program: Command): void {
  addRunOptions(program.command('apply').argument('<id>', 'tenant'))
    .option('--no-configure', 'leave the login to "landlord configure"')
    .option('--may-lose <digest>', 'SHA-256 of what is held and somebody said yes to')
    .description('create or update one tenant: plan, apply that plan, open its login')
    .addHelpText('after', help)
    .action(async (id: string, raw: RawRunOptions & Readonly<{ configure: boolean; mayLose?: string }>) => {
      const options = parseRunOptions(id, raw)
      const mayLose = raw.mayLose === undefined ? undefined : parseDigest(raw.mayLose)
      // Loaded when it is wanted: the AWS clients would slow down every other command.
      const { apply } = await import('./apply-tenant.ts')
      await apply(id, options, { configure: raw.configure, mayLose })
    })
}

const help = `
Reads tenants/<id>.yaml and terraform/ of the estate, of one commit with --sha. Needs terraform or tofu (fetched when there
is none) and LANDLORD_PLATFORM_DATABASE_URL. LANDLORD_AWS=off leaves out bucket, role and secret.
State: the bucket LANDLORD_STATE_BUCKET, else LANDLORD_HOME (.landlord).

A plan that would replace or delete what holds data, or do what "landlord plan" did not show of this file, is held: nothing
is touched, and the result names it.

Exit code 0: done; 1: it did not succeed; 2: it could not be tried.

Example:
  LANDLORD_PLATFORM_DATABASE_URL=postgresql://operator:secret@localhost/platform \\
  landlord apply sunrise-health && landlord verify sunrise-health`
