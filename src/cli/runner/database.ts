import { Option, type Command } from 'commander'
import { join, resolve } from 'node:path'
import { packageRoot } from '../../estate/template.ts'
import type { Layer } from '../../database/names.ts'
import { modulesFolder } from '../../database/steps.ts'
import type { IsolationMode } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'
import { parseTenantId } from '../run-options.ts'
import type { InstanceAt } from './own-instance.ts'

type Raw = Readonly<{ isolation: IsolationMode; layer: Layer; sql?: string }> &
  Partial<Readonly<Record<'instance' | 'secret' | 'region', string>>>

const acts = {
  up: 'make them, or mend them',
  down: 'remove them and the rows of the tenant',
  verify: 'look whether they are as they must be',
} as const

/** `landlord database`: what Terraform's provisioners call. Hidden, since nobody else needs it. */
export function addDatabase(program: Command): void {
  const database = program
    .command('database', { hidden: true })
    .description("make, remove or look at a tenant's objects in the platform's PostgreSQL")
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  landlord database verify sunrise-health --isolation bridge')
  for (const [name, says] of Object.entries(acts)) {
    database
      .command(name)
      .argument('<id>', 'tenant')
      .addOption(
        new Option('--isolation <mode>', 'how it is kept apart')
          .choices(['silo', 'bridge', 'pool'])
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--layer <layer>', 'documents, or vectors')
          .choices(['database', 'vector'])
          .default('database'),
      )
      // Of Terraform's provisioners: a command that is put together from values is one that values can change.
      .addOption(
        new Option(
          '--instance <address>',
          "host:port/database of the tenant's own instance (default: the platform's)",
        ).env('LANDLORD_INSTANCE'),
      )
      .addOption(
        new Option('--secret <arn>', 'secret in which RDS keeps its password').env(
          'LANDLORD_INSTANCE_SECRET',
        ),
      )
      .addOption(new Option('--region <region>', 'where that secret is').env('LANDLORD_INSTANCE_REGION'))
      .option('--sql <dir>', 'folder of the modules that hold the SQL (default: those of this Landlord)')
      .description(says)
      .addHelpText('after', `\nExample:\n  landlord database ${name} sunrise-health --isolation bridge`)
      .action(async (id: string, { isolation, layer, sql, instance: address, secret, region }: Raw) => {
        const tenant = parseTenantId(id)
        const { actOnDatabase } = await import('./act-on-database.ts')
        const own = instanceOf(address, secret, region)
        const at = {
          ...{ tenant, layer, mode: isolation },
          sql: sql === undefined ? join(packageRoot(), modulesFolder) : resolve(sql),
        }
        await actOnDatabase(name as keyof typeof acts, at, own)
      })
  }
}

/** All three or none: half of a place must not mean the platform's. */
function instanceOf(
  address: string | undefined,
  secret: string | undefined,
  region: string | undefined,
): InstanceAt | undefined {
  if (address !== undefined && secret !== undefined && region !== undefined)
    return { address, secret, region }
  if (address === undefined && secret === undefined && region === undefined) return undefined
  throw new UserError('An instance is named by half.', {
    fix: 'Give --instance, --secret and --region together, or none of them.',
  })
}
