import type { Deployed } from '../provisioning/deployed.ts'
import { newInspection } from '../provisioning/new-operation.ts'
import type { Operation } from '../provisioning/operation.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Settings } from '../tenant/settings/settings.ts'

export type InspectIO = Readonly<{
  /** As they stand on the default branch; undefined: broken, so nothing is dispatched by them. */
  loadSettings: (estate: EstateRef) => Promise<Settings | undefined>
  /** Tenants that stand, that no work is under way on, and that nothing was done on for so long; longest first. */
  inspectionsDue: (estate: EstateRef, hours: number, atLeast: number) => Promise<readonly Deployed[]>
  createOperation: (operation: Operation) => Promise<'new' | 'known'>
  wake: (operation: OperationId) => Promise<void>
  newId: () => OperationId
  now: () => Date
}>

/** Has tenants looked at again whose last proof is old. An inspection takes its turn like any other work on a tenant. */
export async function inspectTenants(estate: EstateRef, io: InspectIO): Promise<readonly string[]> {
  const settings = await io.loadSettings(estate)
  const { inspectEveryHours: hours, workflow } = settings?.provisioning ?? {
    inspectEveryHours: 0,
    workflow: '',
  }
  if (hours === 0) return []
  const due = await io.inspectionsDue(estate, hours, atOnce)
  for (const deployed of due) {
    const inspection = newInspection(deployed, { estate, workflow }, io.newId(), io.now())
    if ((await io.createOperation(inspection)) === 'new') await io.wake(inspection.id)
  }
  return due.map(({ tenant }) => tenant)
}

/** Every ten minutes at least so many are begun: 50 tenants are through in two hours, and runners stay free for merges. */
const atOnce = 5
