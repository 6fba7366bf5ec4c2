import type { Command } from 'commander'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addPlan(program: Command): void {
  addRunOptions(program.command('plan').argument('<id>', 'tenant'))
    .description('show what an apply would do, and hold the apply after the merge to it; changes nothing')
    .addHelpText('after', help)
    .action(async (id: string, raw: RawRunOptions) => {
      const options = parseRunOptions(id, raw)
      const { plan } = await import('./plan-tenant.ts')
      await plan(id, options)
    })
}

const help = `
Needs terraform or tofu and a look at the state, and neither the database nor the cache. What it shows, by address, is kept
beside the tenant's state under the SHA-256 of the tenant file. "landlord apply" of that very file then plans anew: what was
not shown is held, as what loses data is, and nothing is touched until somebody says yes.

Exit code 0: planned; 1: the file cannot be applied; 2: it could not be tried.

Example:
  landlord plan sunrise-health`
