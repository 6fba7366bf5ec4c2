import { heldDigest, losesData, type ResourceChange } from '../provisioning/resource-change.ts'
import { heldBack, type ReviewedPlan } from '../provisioning/reviewed-plan.ts'
import type { Told } from '../provisioning/told.ts'
import type { Finding } from '../tenant/finding.ts'
import type { Ending, Report } from './provision-report.ts'

/** What applying one tenant needs of the world. */
export type ProvisionIO = Readonly<{
  init: () => Promise<Told<unknown>>
  /** Saves the plan that `apply` applies. */
  plan: () => Promise<Told<Readonly<{ changes: readonly ResourceChange[] }>>>
  /** What was shown of this very tenant file before it was merged; undefined = nobody had it planned. */
  reviewed?: () => Promise<ReviewedPlan | undefined>
  apply: () => Promise<Told<Readonly<{ applied: readonly ResourceChange[] }>>>
  /** Opens the tenant's login; the sentences it gives are kept as notes. Undefined = a later step does it. */
  configure: (() => Promise<readonly string[]>) | undefined
}>

/** The tenant as it was read: with findings that deny, nothing is touched. */
export type Subject = Readonly<{
  refusals: readonly Finding[]
  notes: readonly string[]
  /** `heldDigest` of what somebody said may be done. */
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
  const reviewed = await io.reviewed?.()
  const held = heldBack(planned.changes, reviewed)
  report.show({ plan: planned.changes })
  if (held.length > 0 && heldDigest(held) !== subject.mayLose) {
    report.show({ held })
    return { outcome: 'failed', reason: whyHeld(held, subject, reviewed) }
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

function whyHeld(held: readonly ResourceChange[], { mayLose }: Subject, reviewed?: ReviewedPlan): string {
  const named = (changes: readonly ResourceChange[]): string =>
    changes.map(({ address }) => address).join(', ')
  const losses = held.filter(losesData)
  const others = held.filter((change) => !losesData(change))
  const parts = [
    ...(losses.length === 0
      ? []
      : [`The plan would destroy data of the tenant (${named(losses)}), which only a person may do.`]),
    ...(others.length === 0
      ? []
      : [
          `The plan that was reviewed at ${reviewed?.sha.slice(0, 12) ?? 'no commit'} did not show ${named(others)}.`,
        ]),
    ...(mayLose === undefined ? [] : ['It is not what was agreed to.']),
    'Nothing was touched.',
  ]
  return parts.join(' ').slice(0, 2000)
}
