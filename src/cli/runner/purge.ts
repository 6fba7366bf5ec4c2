import type { Command } from 'commander'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addPurge(program: Command): void {
  addRunOptions(program.command('purge').argument('<id>', 'tenant'))
    .description('delete a retired and exported tenant for good')
    .addHelpText('after', help)
    .action(async (id: string, raw: RawRunOptions) => {
      const options = parseRunOptions(id, raw)
      const { purge } = await import('./purge-tenant.ts')
      await purge(id, options)
    })
}

const help = `
Only a tenant whose file says "lifecycle: retired", that is under no legal hold, and whose export by this very operation is
whole and holds every row that is there. That grace is over and two people said yes is what Landlord waits for before it
starts this; whoever calls it by hand answers for that.

Exit code 0: gone; 1: it may not be deleted, or not all of it is gone; 2: it could not be tried.

Example:
  landlord purge vidya-school --operation op_01jd3v8k2m4n6p8q0r2s`
