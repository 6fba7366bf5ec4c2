import type { ResourceChange } from '../provisioning/resource-change.ts'
import type { ProvisionIO, Subject } from './provision-tenant.ts'
import type { Ending, Report } from './provision-report.ts'

/** What showing a plan before the merge needs of the world; nothing of the tenant is changed. */
export type PlanIO = Pick<ProvisionIO, 'init' | 'plan'> &
  Readonly<{ keep: (changes: readonly ResourceChange[]) => Promise<void> }>

/** Plans one tenant and keeps what was shown, so that the apply after the merge is held to it. */
export async function planTenant(
  { refusals: [refusal] }: Pick<Subject, 'refusals'>,
  report: Report,
  io: PlanIO,
): Promise<Ending> {
  if (refusal !== undefined)
    return { outcome: 'failed', reason: `${refusal.file}:${refusal.line}: ${refusal.says}` }
  const initialised = await report.phase('init', io.init)
  if (!initialised.done) return initialised
  const planned = await report.phase('plan', io.plan)
  if (!planned.done) return planned
  report.show({ plan: planned.changes })
  await io.keep(planned.changes)
  return { outcome: 'succeeded' }
}
