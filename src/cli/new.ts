import { Option, type Command } from 'commander'
import type { NewOptions } from './run-new.ts'

export function addNew(program: Command): void {
  program
    .command('new')
    .argument('[id]', "the tenant's id, which names its file")
    .option('--repo <dir>', 'the estate', '.')
    .option('--name <name>', 'the name people know it by')
    .option('--tier <tier>', "one of the settings' tiers: gold, silver, bronze")
    .option('--region <region>', "one of the settings' regions that has a pool")
    .option('--owner <email>', 'the person who answers for it')
    .option('--business-unit <name>', 'who in the company it belongs to')
    .option('--cost-center <code>', 'who pays')
    .option('--gl-code <code>', 'the general ledger account')
    .option('--budget <amount>', 'a year: 600000, "6,00,000" or "6 lakh"')
    .option('--currency <code>', "ISO 4217 (default: the estate's)")
    .addOption(
      new Option('--isolation <mode>', 'how it is kept apart (default: bridge)').choices(['bridge', 'pool']),
    )
    .addOption(
      new Option('--classification <class>', 'how bad a leak would be').choices([
        'public',
        'internal',
        'confidential',
        'restricted',
      ]),
    )
    .option('--categories <list>', 'personal,special,phi,pan,financial; or none')
    .option('--subjects <list>', 'where the people are: IN,EU')
    .option('--retention-days <days>', 'after how many days data is deleted')
    .option('--breach <email>', 'who is called when data leaks')
    .description('write the file of a new tenant, asking for what no option says')
    .addHelpText(
      'after',
      `
Asks on a terminal; elsewhere what is missing is named and nothing is written. An existing file is never touched.
Exit code 0: written; 1: written, and "landlord check" has something against it, or not written since it would not
be a tenant file; 2: it could not run.

Examples:
  landlord new
  landlord new acme-retail --name "Acme Retail" --tier silver --region ap-south-1 --owner ria@acme.example \\
    --business-unit retail --cost-center CC-1042 --gl-code 6100-200 --budget "6 lakh" --classification internal \\
    --categories none`,
    )
    .action(async (id: string | undefined, options: NewOptions) => {
      const { runNew } = await import('./run-new.ts')
      await runNew(id, options)
    })
}
