import { planTenant } from '../../flows/plan-tenant.ts'
import type { TenantId } from '../../tenant/tenant.ts'
import { planPlace } from './plan-place.ts'
import { runCommand } from '../run-command.ts'
import type { RunOptions } from '../run-options.ts'

export async function plan(id: TenantId, options: RunOptions): Promise<void> {
  await runCommand({ id, action: 'plan', options }, (run, report) =>
    planTenant(run, report, {
      init: run.terraform.init,
      plan: () => run.terraform.plan({ shown: true }),
      keep: planPlace(run).keep,
    }),
  )
}
