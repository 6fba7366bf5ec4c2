import type { Command } from 'commander'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addVerify(program: Command): void {
  addRunOptions(program.command('verify').argument('<id>', 'tenant'))
    .description('run the eight checks on the live resources of one tenant')
    .addHelpText('after', help)
    .action(async (id: string, raw: RawRunOptions) => {
      const options = parseRunOptions(id, raw)
      const { verify } = await import('./verify-tenant.ts')
      await verify(id, options)
    })
}

const help = `
Logs in as the tenant, tries to reach what is another's, measures, and compares tags. A check that could not look is an error
and undoes nothing; only a failed one does. Checks that this version does not have are listed as such.

Exit code 0: all that was checked holds; 1: a check failed; 2: a check could not look.

Example:
  landlord verify sunrise-health --out result.json`
