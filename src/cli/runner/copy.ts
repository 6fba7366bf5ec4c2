import type { Command } from 'commander'
import { addRunOptions, parseRunOptions, type RawRunOptions } from '../run-options.ts'

export function addCopy(program: Command): void {
  addRunOptions(program.command('copy').argument('<id>', 'tenant that takes the data over'))
    .description('fill a tenant with the data of the one that its file says it is moved from, and prove it')
    .addHelpText('after', help)
    .action(async (id: string, raw: RawRunOptions) => {
      const options = parseRunOptions(id, raw)
      const { copy } = await import('./copy-tenant.ts')
      await copy(id, options)
    })
}

const help = `
For a tenant that stands empty and whose file says "movedFrom: <old id>"; the old one is suspended as readOnly. Copies every
table of its schema with its rows, its vectors and its objects, then reads all of both and compares. Writes nothing to the old
one. Stopped anywhere, call it again. What both held is kept beside the old one's state (copies/<old id>.json).

Where the old one lies on another server: LANDLORD_SOURCE_DATABASE_URL, LANDLORD_SOURCE_CACHE_URL, LANDLORD_SOURCE_VECTOR_URL,
LANDLORD_SOURCE_VECTOR_KEY; otherwise the LANDLORD_PLATFORM_… of both are the same.

Exit code 0: the same in both; 1: it may not be copied, or is not the same; 2: it could not be done.

Example:
  landlord copy bazaar-retail-eu`
