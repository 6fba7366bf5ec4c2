import type { Observation } from '../provisioning/observation.ts'
import { holdsTenant, type Operation } from '../provisioning/operation.ts'
import { mayPurge } from '../provisioning/purge.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Tenant } from '../tenant/tenant.ts'

export type GraceIO = Readonly<{
  /** Newest first. */
  operationsOfTenant: (estate: EstateRef, tenant: string) => Promise<readonly Operation[]>
  /** The tenant as the default branch has it now; undefined: there is no such file, or it cannot be read. */
  loadNow: (operation: Operation) => Promise<Tenant | undefined>
  now: () => Date
}>

/**
 * What stands between a retired tenant and its purge. The file is read as it is now, not as it was approved: a legal
 * hold that came meanwhile holds.
 */
export async function observeGrace(operation: Operation, io: GraceIO): Promise<Observation> {
  const later = await laterOf(operation, io)
  if (later !== undefined)
    return holdsTenant(later.state)
      ? { type: 'purge-refused', says: `Later work on the tenant is under way (${later.id}).` }
      : {
          type: 'overtaken',
          says: `Later work (${later.id}, ${later.state}) took over; to retire the tenant, retire it again.`,
        }
  if (!mayPurge(operation, io.now())) return { type: 'nothing' }
  const tenant = await io.loadNow(operation)
  if (tenant === undefined)
    return refuse('Its file cannot be read on the default branch, so nobody knows of a legal hold.')
  if (tenant.lifecycle.state !== 'retired') return refuse('Its file no longer says that it is retired.')
  if (tenant.data.legalHold) return refuse('It is under legal hold: nothing of it may be deleted.')
  const floor = Date.parse(graceBegan(operation)) + (tenant.data.retentionDays ?? 0) * 86_400_000
  if (io.now().getTime() < floor)
    return refuse(
      `Its data is to be kept until ${new Date(floor).toISOString().slice(0, 10)} (retentionDays).`,
    )
  return { type: 'purge-due' }
}

const refuse = (says: string): Observation => ({ type: 'purge-refused', says })

/** The newest that was merged after it; inspections change nothing. */
async function laterOf(operation: Operation, io: GraceIO): Promise<Operation | undefined> {
  const all = await io.operationsOfTenant(operation.estate, operation.tenant)
  const own = all.findIndex(({ id }) => id === operation.id)
  return all
    .slice(0, Math.max(0, own))
    .find(({ kind, state }) => kind !== 'inspect' && state !== 'UNAUTHORISED')
}

const graceBegan = ({ history, since }: Operation): string =>
  history.findLast(({ state }) => state === 'GRACE')?.at ?? since
