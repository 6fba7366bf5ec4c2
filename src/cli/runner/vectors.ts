import { Option, type Command } from 'commander'
import { parseTenantId } from '../run-options.ts'

const acts = {
  up: 'make it, or mend it',
  down: 'remove it, its vectors and its key',
  verify: 'look whether it is as it must be',
} as const

const kinds = ['qdrant', 'pinecone'] as const

type Options = Readonly<{ store: (typeof kinds)[number]; region?: string }>

/** `landlord vectors`: what Terraform's provisioners call. Hidden, since nobody else needs it. */
export function addVectors(program: Command): void {
  const vectors = program
    .command('vectors', { hidden: true })
    .description("make, remove or look at a tenant's namespace in a store of vectors")
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  landlord vectors verify sunrise-health --store qdrant')
  for (const [name, says] of Object.entries(acts)) {
    vectors
      .command(name)
      .argument('<id>', 'tenant')
      .addOption(new Option('--store <store>', 'which store').choices(kinds).makeOptionMandatory())
      .option('--region <region>', "the tenant's, where the store has places in several, as Pinecone has")
      .description(says)
      .addHelpText(
        'after',
        `\nExamples:\n  landlord vectors ${name} sunrise-health --store qdrant\n  landlord vectors ${name} sunrise-health --store pinecone --region eu-west-1`,
      )
      .action(async (id: string, { store, region }: Options) => {
        const wanted = { tenant: parseTenantId(id), region }
        const { actOnVectors } = await import('./act-on-vectors.ts')
        await actOnVectors(name as keyof typeof acts, store, wanted)
      })
  }
}
