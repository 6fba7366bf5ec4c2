import type { Deployed } from '../provisioning/deployed.ts'
import type { MergedPull, MergeInput } from '../provisioning/merge-input.ts'
import { newOperation } from '../provisioning/new-operation.ts'
import { holdsTenant, isOpen, type Operation } from '../provisioning/operation.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { Change } from '../tenant/change.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Finding } from '../tenant/finding.ts'
import { planChanges } from '../tenant/plan-changes.ts'
import { parseSettings } from '../tenant/settings-file.ts'
import { UserError } from '../tenant/user-error.ts'

export type MergeIO = Readonly<{
  loadMerge: (merged: MergedPull) => Promise<MergeInput>
  deployed: (estate: EstateRef) => Promise<readonly Deployed[]>
  /** Newest first. */
  operationsOfTenant: (estate: EstateRef, tenant: string) => Promise<readonly Operation[]>
  /** Also those that this very pull request reverts. */
  operationsOf: (estate: EstateRef, pull: number) => Promise<readonly Operation[]>
  createOperation: (operation: Operation) => Promise<'new' | 'known'>
  wake: (operation: OperationId) => Promise<void>
  newId: () => OperationId
  now: () => Date
}>

export type MergeOutcome = Readonly<{
  operations: readonly OperationId[]
  /** Tenants that the merge touched and that need no work, or get none, and why. */
  skipped: readonly Readonly<{ tenant: string; because: string }>[]
  /** Why a merged file cannot be provisioned: it went past the gate. */
  findings: readonly Finding[]
}>

/**
 * Turns a merge into operations, one a tenant. A merge told of twice makes them once; one that brings back what
 * stands anyway, such as a revert, makes none. Afterwards everything that concerns this pull request is looked at.
 */
export async function mergeChange(merged: MergedPull, io: MergeIO): Promise<MergeOutcome> {
  const [input, deployed] = await Promise.all([io.loadMerge(merged), io.deployed(merged.estate)])
  const { changes, findings, workflow } = plan(input, deployed, merged)

  const skipped: { tenant: string; because: string }[] = []
  for (const planned of changes) {
    const stands = deployed.find(({ tenant }) => tenant === planned.tenant)
    const earlier = (await io.operationsOfTenant(merged.estate, planned.tenant)).filter(
      (operation) => operation.sha !== merged.sha,
    )
    const change = { ...planned, kind: kindNow(planned, stands, earlier) }
    const because = needless(change, stands, earlier)
    if (because !== undefined) {
      skipped.push({ tenant: change.tenant, because })
      continue
    }
    const operation = newOperation(
      change,
      { ...merged, lastGoodSha: stands?.sha, workflow },
      io.newId(),
      io.now(),
    )
    await io.createOperation(operation)
  }

  // Whoever was created or is reverted by this merge, now or when it was first told of.
  const concerned = (await io.operationsOf(merged.estate, merged.pull)).filter(isOpen)
  for (const { id } of concerned) await io.wake(id)
  const operations = concerned.filter(({ sha }) => sha === merged.sha).map(({ id }) => id)
  return { operations, skipped, findings }
}

function plan(input: MergeInput, deployed: readonly Deployed[], merged: MergedPull) {
  if (input.files.length === 0) return { changes: [], findings: [], workflow: '' }
  const { settings } = parseSettings(input.settings)
  if (settings === undefined)
    throw new UserError(
      `The settings of ${merged.estate.owner}/${merged.estate.repo} are not valid at ${merged.sha.slice(0, 12)}.`,
      { fix: 'Mend .github/landlord/settings.yml; its check says what is wrong. The merge is tried again.' },
    )
  const around = { settings, headPaths: input.paths, deployed: deployed.map(({ tenant }) => tenant) }
  const { changes, findings } = planChanges(input.files, around)
  return {
    changes,
    findings: findings.filter(({ severity }) => severity === 'deny'),
    workflow: settings.provisioning.workflow,
  }
}

/** The kind by what stands, not by what the file said before: an onboarding that failed is onboarded again. */
function kindNow(
  change: Change,
  stands: Deployed | undefined,
  earlier: readonly Operation[],
): Change['kind'] {
  if (change.kind === 'onboard') return stands === undefined ? 'onboard' : 'change'
  if (change.kind === 'remove' || change.kind === 'retire' || stands !== undefined) return change.kind
  const wasOnboarding = earlier.some(({ kind }) => kind === 'onboard')
  return wasOnboarding && !earlier.some(({ state }) => state === 'ACTIVE') ? 'onboard' : change.kind
}

function needless(
  change: Change,
  stands: Deployed | undefined,
  earlier: readonly Operation[],
): string | undefined {
  if (change.kind === 'remove')
    return stands === undefined
      ? 'its file went, and nothing of it is deployed'
      : 'its file went, and deletion is not destruction: what stands stays'
  const underWay = earlier.some(({ state }) => holdsTenant(state))
  if (underWay) return undefined
  if (stands !== undefined && stands.blob === change.afterBlob) return 'it already stands like this'
  if (stands === undefined && change.kind === 'retire')
    return 'nothing of it is deployed, so nothing is retired'
  return undefined
}
