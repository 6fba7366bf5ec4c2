import type { Command } from 'commander'
import { parseTenantId } from '../run-options.ts'

const acts = { up: 'make it, or mend what it may do', down: 'remove it and every key of the tenant' } as const

/** `landlord cache`: what Terraform's provisioners call. Hidden, since nobody else needs it. */
export function addCache(program: Command): void {
  const cache = program
    .command('cache', { hidden: true })
    .description("make or remove a tenant's user in the platform's Redis")
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  landlord cache up sunrise-health')
  for (const [name, says] of Object.entries(acts)) {
    cache
      .command(name)
      .argument('<id>', 'tenant')
      .option(
        '--user <id>',
        'user of an ElastiCache, whom AWS made (default: one that a Redis makes by command)',
      )
      .option('--region <region>', 'where that ElastiCache is')
      .description(says)
      .addHelpText('after', `\nExample:\n  landlord cache ${name} sunrise-health`)
      .action(async (id: string, { user, region }: Readonly<{ user?: string; region?: string }>) => {
        const tenant = parseTenantId(id)
        const made = user === undefined || region === undefined ? undefined : { user, region }
        const { actOnCache } = await import('./act-on-cache.ts')
        await actOnCache(name as keyof typeof acts, tenant, made)
      })
  }
}
