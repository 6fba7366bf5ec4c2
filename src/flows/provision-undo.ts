import type { ResourceChange, ResourceHeld } from '../provisioning/resource-change.ts'
import type { Told } from '../provisioning/told.ts'
import type { Ending, Report } from './provision-report.ts'

/** What destroying a tenant that was never active needs of the world. */
export type DestroyIO = Readonly<{
  init: () => Promise<Told<unknown>>
  /** What the state holds now, and which operation made it. */
  state: () => Promise<Readonly<{ resources: readonly ResourceHeld[]; madeBy: string | undefined }>>
  /** Documents the tenant wrote itself; those of probes do not count. */
  countDocuments: () => Promise<number>
  /** Takes away what a verification that was stopped left in the way of the destroy. */
  sweepProbes: () => Promise<void>
  planDestroy: () => Promise<Told<Readonly<{ changes: readonly ResourceChange[] }>>>
  apply: () => Promise<Told<Readonly<{ applied: readonly ResourceChange[] }>>>
  /** What is left all the same, in words; a state that was lost for one leaves something. */
  findLeftovers: () => Promise<readonly string[]>
}>

/** What an undo left, exactly, for the person who has to look. */
export async function whatIsLeft(
  io: Readonly<{ state: DestroyIO['state']; findLeftovers: DestroyIO['findLeftovers'] }>,
): Promise<readonly string[]> {
  const looks = [async () => (await io.state()).resources.map(({ address }) => address), io.findLeftovers]
  const found = await Promise.allSettled(looks.map((look) => look()))
  return found.flatMap((it) =>
    it.status === 'fulfilled' ? it.value : ['something that could not be looked at'],
  )
}

/**
 * Destroys what this operation made, and nothing else: not what another operation made, and nothing of a tenant that
 * already holds documents, whatever the registry believed.
 */
export async function destroyTenant(operation: string, report: Report, io: DestroyIO): Promise<Ending> {
  const ending = await destroyOwn(operation, report, io)
  if (ending.outcome !== 'succeeded') report.show({ left: await whatIsLeft(io) })
  return ending
}

async function destroyOwn(operation: string, report: Report, io: DestroyIO): Promise<Ending> {
  const initialised = await report.phase('init', io.init)
  if (!initialised.done) return initialised
  const { resources, madeBy } = await io.state()
  if (madeBy !== undefined && madeBy !== operation) {
    return {
      outcome: 'failed',
      reason: `These resources were made by ${madeBy}, so ${operation} may not destroy them.`,
    }
  }
  const documents = await io.countDocuments()
  if (documents > 0) {
    return {
      outcome: 'failed',
      reason: `The tenant holds ${documents} ${documents === 1 ? 'document' : 'documents'}, which only a person may destroy.`,
    }
  }
  if (resources.length === 0) {
    report.note('The state held nothing.')
  } else {
    for (const isLast of [false, true]) {
      const destroyed = await report.phase('destroy', () => destroyAll(io))
      report.changed(destroyed.applied)
      if (destroyed.done) break
      if (isLast || destroyed.outcome === 'error') return destroyed
      // What a cloud refuses now it often allows a moment later, and the next that is asked is a person at night.
      report.note(`Destroying failed once and was tried again: ${destroyed.reason}`)
    }
  }
  const left = await io.findLeftovers()
  if (left.length === 0) return { outcome: 'succeeded' }
  return { outcome: 'failed', reason: `Not everything is gone: ${left.join(', ')}.` }
}

async function destroyAll(io: DestroyIO): ReturnType<DestroyIO['apply']> {
  await io.sweepProbes()
  const planned = await io.planDestroy()
  return planned.done ? io.apply() : planned
}
