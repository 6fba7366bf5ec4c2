import type { Command } from 'commander'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addConfigure(program: Command): void {
  addRunOptions(program.command('configure').argument('<id>', 'tenant'))
    .description("mint the tenant's database login into its secret, unless a working one is there")
    .addHelpText('after', '\nExample:\n  landlord configure sunrise-health --out result.json')
    .action(async (id: string, raw: RawRunOptions) => {
      const options = parseRunOptions(id, raw)
      const { configure } = await import('./apply-tenant.ts')
      await configure(id, options)
    })
}
