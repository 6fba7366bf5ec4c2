import type { Terraform } from '../../terraform/commands.ts'
import type { TenantRun } from './tenant-run.ts'

/**
 * The plan to remove everything. An instance of the tenant's own is guarded from that, by AWS too: whoever destroys by a
 * right of Landlord's own (never active, or exported and purged) lifts the guard first, and leaves no snapshot.
 */
export async function planDestroy({
  terraform,
}: Pick<TenantRun, 'terraform'>): ReturnType<Terraform['plan']> {
  const { resources } = await terraform.state()
  if (resources.some(({ address }) => address === guarded)) {
    // Half made, it would be made anew for having its guard lifted.
    await terraform.untaint(guarded)
    const lifted = await terraform.plan({ variables: { ending: 'gone' }, targets: ['module.instance'] })
    if (!lifted.done) return lifted
    const applied = await terraform.apply()
    if (!applied.done) return applied
  }
  return terraform.plan({ destroy: true })
}

const guarded = 'module.instance[0].aws_db_instance.tenant'
