import type { Command } from 'commander'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addExport(program: Command): void {
  addRunOptions(program.command('export').argument('<id>', 'tenant'))
    .description('close a retired tenant and export all it has, with checksums')
    .addHelpText('after', help)
    .action(async (id: string, raw: RawRunOptions) => {
      const options = parseRunOptions(id, raw)
      const { exportCommand } = await import('./export-tenant.ts')
      await exportCommand(id, options)
    })
}

const help = `
For a tenant whose file says "lifecycle: retired". Takes its logins and ends its sessions, writes every table as JSON lines and
every object, then reads all of it again and writes manifest.json with a SHA-256 for each file. Deletes nothing.
Goes to the bucket LANDLORD_EXPORT_BUCKET, else to LANDLORD_HOME (.landlord/exports).

Exit code 0: exported; 1: it may not be; 2: it could not be done, or the copy is not whole.

Example:
  landlord export vidya-school`
