import type { ResourceChange } from '../provisioning/resource-change.ts'
import type { Told } from '../provisioning/told.ts'
import type { Ending, Report } from './provision-report.ts'

/** What looking for drift needs of the world; none of it changes anything. */
export type InspectTenantIO = Readonly<{
  init: () => Promise<Told<unknown>>
  plan: () => Promise<Told<Readonly<{ changes: readonly ResourceChange[] }>>>
  /** What must hold inside database and cache, and whether it does. */
  structure: () => Promise<readonly Readonly<{ expects: string; holds: boolean }>[]>
  /** The eight checks; undefined = only drift is asked for. */
  prove: (() => Promise<Ending>) | undefined
}>

/** Compares what stands with what is declared. Drift is found by looking, so it is a failure and never an error. */
export async function inspectTenant(report: Report, io: InspectTenantIO): Promise<Ending> {
  const initialised = await report.phase('init', io.init)
  if (!initialised.done) return { ...initialised, outcome: 'error' }
  const planned = await report.phase('plan', io.plan)
  if (!planned.done) return { ...planned, outcome: 'error' }
  const broken = (await io.structure()).filter(({ holds }) => !holds).map(({ expects }) => expects)
  const { changes } = planned
  report.show({ drift: { changes, broken } })
  const proven = await io.prove?.()
  if (proven?.outcome === 'error') return proven
  const reasons = [
    ...(changes.length === 0 ? [] : [`${changes.length} resources differ from what is declared.`]),
    ...(broken.length === 0 ? [] : [`Inside database and cache it does not hold: ${broken.join(' ')}`]),
    ...(proven?.outcome === 'failed' ? [proven.reason ?? 'A check failed.'] : []),
  ]
  return reasons.length === 0
    ? { outcome: 'succeeded' }
    : { outcome: 'failed', reason: reasons.join(' ').slice(0, 2000) }
}
