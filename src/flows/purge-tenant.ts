import { changedSince, mismatchOf, type Holdings, type Manifest } from '../provisioning/manifest.ts'
import type { ResourceChange } from '../provisioning/resource-change.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { Told } from '../provisioning/told.ts'
import { damagedOf, type ExportIO } from './export-tenant.ts'
import type { Ending, Report } from './provision-report.ts'
import { whatIsLeft, type DestroyIO } from './provision-undo.ts'

/** What deleting a retired tenant for good needs of the world. */
export type PurgeTenantIO = Pick<ExportIO, 'digest'> &
  Readonly<{
    loadManifest: () => Promise<Manifest | undefined>
    /** Where its data was being copied to, in words, if nobody has proven that. */
    observeUnproven: () => Promise<string | undefined>
    /** What is there now. */
    count: () => Promise<Holdings>
    init: () => Promise<Told<unknown>>
    /** Takes away what keeps Terraform from removing the rest: objects, policies. Gives what was done. */
    empty: () => Promise<readonly string[]>
    planDestroy: () => Promise<Told<Readonly<{ changes: readonly ResourceChange[] }>>>
    apply: () => Promise<Told<Readonly<{ applied: readonly ResourceChange[] }>>>
    /** What the state holds now. */
    state: DestroyIO['state']
    /** What is left all the same, in words. */
    findLeftovers: () => Promise<readonly string[]>
    /** What was looked for and is not there any more, keys among it. */
    evidence: () => Promise<readonly string[]>
  }>

type Subject = Readonly<{
  tenant: string
  operation: OperationId
  isRetired: boolean
  legalHold: boolean
}>

/**
 * Deletes a retired tenant: only with a whole export of this very operation, only what that export holds, and never
 * under legal hold, whoever asks. That grace is over and two people said yes is for whoever starts this.
 */
export async function purgeTenant(subject: Subject, report: Report, io: PurgeTenantIO): Promise<Ending> {
  const refusal = await refusalOf(subject, io)
  if (refusal !== undefined) return { outcome: 'failed', reason: `${refusal} Nothing was deleted.` }
  const initialised = await report.phase('init', io.init)
  if (!initialised.done) return initialised
  const ending = await deleteAll(report, io)
  if (ending.outcome !== 'succeeded') report.show({ left: await whatIsLeft(io) })
  return ending
}

async function deleteAll(report: Report, io: PurgeTenantIO): Promise<Ending> {
  const destroyed = await report.phase('destroy', async () => {
    for (const line of await io.empty()) report.note(line)
    const planned = await io.planDestroy()
    return planned.done ? io.apply() : planned
  })
  report.changed(destroyed.applied)
  if (!destroyed.done) return destroyed
  const left = await io.findLeftovers()
  if (left.length > 0) return { outcome: 'failed', reason: `Not everything is gone: ${left.join(', ')}.` }
  report.show({ evidence: await io.evidence() })
  return { outcome: 'succeeded' }
}

async function refusalOf(subject: Subject, io: PurgeTenantIO): Promise<string | undefined> {
  if (!subject.isRetired) return 'Its file does not say that it is retired.'
  if (subject.legalHold) return 'It is under legal hold.'
  const unproven = await io.observeUnproven()
  if (unproven !== undefined)
    return `Its data was being copied ${unproven}, and that was never proven: suspend it again and finish the copy, or remove that record if the move was given up.`
  const manifest = await io.loadManifest()
  if (manifest === undefined) return 'There is no export of this operation.'
  const mismatch = mismatchOf(manifest, subject)
  if (mismatch !== undefined) return `The export cannot be used: ${mismatch}.`
  const damaged = await damagedOf(manifest.files, io)
  if (damaged.length > 0) return `The export is damaged: ${damaged.slice(0, 5).join(', ')}.`
  const changed = changedSince(manifest, await io.count())
  return changed.length === 0
    ? undefined
    : `The export does not hold what is there now: ${changed.join('; ')}.`
}
