import { observeCacheStructure } from '../../cache/observe-structure.ts'
import { databaseWords } from '../../database/connect.ts'
import { observeStructure, type Expectation } from '../../database/provision.ts'
import { withoutSecrets } from '../../terraform/messages.ts'
import type { Tenant } from '../../tenant/tenant.ts'
import { UserError } from '../../tenant/user-error.ts'
import { cachePlaceOf, placeOf, storeOf } from './tenant-place.ts'
import type { TenantRun } from './tenant-run.ts'

/** One part of the tenant inside database or cache, where Terraform does not see. */
type Part = Readonly<{ made: string | undefined; observe: () => Promise<readonly Expectation[]> }>

function partsOf(run: TenantRun, tenant: Tenant): readonly Part[] {
  const cache = cachePlaceOf(run)
  return [
    {
      made: 'module.database.module.objects.terraform_data.made',
      observe: () => observeStructure(placeOf(run, tenant)),
    },
    {
      made: 'module.vector.module.objects.terraform_data.made',
      observe: () => storeOf(run)?.structure() ?? observeStructure(placeOf(run, tenant, 'vector')),
    },
    ...(cache === undefined
      ? []
      : [
          {
            // What AWS makes Terraform sees, and mends by itself.
            made:
              run.settings.provisioning.elasticache === undefined
                ? 'module.cache[0].module.objects.terraform_data.made'
                : undefined,
            observe: () => observeCacheStructure(cache),
          },
        ]),
  ]
}

/** Everything that must hold inside database and cache, and whether it does. */
export async function structureOf(run: TenantRun, tenant: Tenant): Promise<readonly Expectation[]> {
  try {
    const found: Expectation[] = []
    for (const { observe } of partsOf(run, tenant)) found.push(...(await observe()))
    return found
  } catch (cause) {
    if (cause instanceof UserError) throw cause
    throw new UserError(
      `Database or cache could not be looked into: ${withoutSecrets(databaseWords(cause))}`,
      {
        fix: 'Is it reachable, and may the operator look?',
        cause,
      },
    )
  }
}

/** Addresses whose steps make these parts, all of them. */
export const madeParts = (run: TenantRun, tenant: Tenant): readonly string[] =>
  partsOf(run, tenant).flatMap(({ made }) => made ?? [])

/** Those that were made once and no longer are as they were: Terraform would leave them so. */
export async function bentParts(run: TenantRun, tenant: Tenant): Promise<readonly string[]> {
  const { resources } = await run.terraform.state()
  const there = new Set(resources.map(({ address }) => address))
  const bent: string[] = []
  for (const { made, observe } of partsOf(run, tenant))
    if (made !== undefined && there.has(made) && (await observe()).some(({ holds }) => !holds))
      bent.push(made)
  return bent
}
