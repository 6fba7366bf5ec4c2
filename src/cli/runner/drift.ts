import type { Command } from 'commander'
import { UserError } from '../../tenant/user-error.ts'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addDrift(program: Command): void {
  addRunOptions(program.command('drift').argument('[id...]', 'tenants; none = all of the estate'))
    .option('--prove', 'run the eight checks as well')
    .description('compare what stands with what is declared; changes nothing')
    .addHelpText('after', help)
    .action(async (ids: readonly string[], raw: RawRunOptions & Readonly<{ prove?: true }>) => {
      if (ids.length !== 1 && raw.out !== undefined)
        throw new UserError('--out takes the result of one tenant.', { fix: 'Name one tenant.' })
      const options = parseRunOptions(ids[0] ?? 'all', raw)
      for (const id of ids) parseRunOptions(id, raw)
      const { drift } = await import('./drift-tenants.ts')
      await drift(ids, options, raw.prove === true)
    })
}

const help = `
Plans with Terraform against what is really there, and looks inside database and cache, where Terraform does not see.
Says which resources differ, never with what value. One tenant gives its result.json, several {"tenants": [...]}.

Exit code 0: all as declared; 1: something differs, or a check fails; 2: it could not look.

Examples:
  landlord drift sunrise-health
  landlord drift --prove > drift.json`
