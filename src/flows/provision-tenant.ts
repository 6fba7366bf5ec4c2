import { losesData, lossDigest, type ResourceChange } from '../provisioning/resource-change.ts'
import type { Told } from '../provisioning/told.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Ending, Report } from './provision-report.ts'

/** What applying one tenant needs of the world. */
export type ProvisionIO = Readonly<{
  init: () => Promise<Told<unknown>>
  /** Saves the plan that `apply` applies. */
  plan: () => Promise<Told<Readonly<{ changes: readonly ResourceChange[] }>>>
  apply: () => Promise<Told<Readonly<{ applied: readonly ResourceChange[] }>>>
  /** Opens the tenant's login; the sentences it gives are kept as notes. Undefined = a later step does it. */
  configure: (() => Promise<readonly string[]>) | undefined
}>

/** The tenant as it was read: with findings that deny, nothing is touched. */
export type Subject = Readonly<{
  refusals: readonly Finding[]
  notes: readonly string[]
  /** `lossDigest` of what somebody said may be lost. */
  mayLose?: string | undefined
}>

/** init → plan → apply the saved plan → configure. */
export async function provisionTenant(subject: Subject, report: Report, io: ProvisionIO): Promise<Ending> {
  for (const note of subject.notes) report.note(note)
  const [refusal] = subject.refusals
  if (refusal !== undefined) {
    const place = `${refusal.file}:${refusal.line}:${refusal.column}`
    return { outcome: 'failed', reason: `${place}: ${refusal.says} Nothing was touched.` }
  }
  const initialised = await report.phase('init', io.init)
  if (!initialised.done) return initialised
  const planned = await report.phase('plan', io.plan)
  if (!planned.done) return planned
  const losses = planned.changes.filter(losesData)
  report.show({ plan: planned.changes })
  if (losses.length > 0 && lossDigest(losses) !== subject.mayLose) {
    report.show({ held: losses })
    const named = losses.map(({ address }) => address).join(', ')
    const other = subject.mayLose === undefined ? '' : ' It is another loss than the one that was agreed to.'
    return {
      outcome: 'failed',
      reason: `The plan would destroy data of the tenant (${named}), which only a person may do.${other} Nothing was touched.`,
    }
  }
  const applied = await report.phase('apply', io.apply)
  report.changed(applied.applied)
  if (!applied.done) return applied
  const { configure } = io
  if (configure !== undefined) {
    for (const note of await report.phase('configure', configure)) report.note(note)
  }
  return { outcome: 'succeeded' }
}
