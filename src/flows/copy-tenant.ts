import { differencesOf, type CopiedPart, type TenantCopy } from '../provisioning/copy.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { Lifecycle } from '../tenant/tenant.ts'
import type { Ending, Report } from './provision-report.ts'

/** What carrying a tenant's data to another needs of the world. */
export type CopyTenantIO = Readonly<{
  /** Why it is not certain that nothing writes to the old one; undefined = nothing does. */
  whyNotHeld: () => Promise<string | undefined>
  loadRecord: () => Promise<TenantCopy | undefined>
  saveRecord: (record: TenantCopy) => Promise<void>
  /** What the new one holds that Landlord did not write, in words. */
  observeOwn: () => Promise<readonly string[]>
  /** Refuses the new one's own writes while it is filled, and takes that back. */
  close: () => Promise<void>
  open: () => Promise<void>
  copy: () => Promise<void>
  /** Every row, vector and object, read in full. */
  digest: (which: 'from' | 'to') => Promise<readonly CopiedPart[]>
  now: () => Date
  place: string
}>

type End = Readonly<{ id: string; lifecycle: Lifecycle }>
type Subject = Readonly<{ from: End; to: End; operation: OperationId; sha: string }>

/**
 * Fills a tenant with what another holds, and proves it by reading both. The old one is never written to; the new one
 * only while it holds nothing but what came from there. Stopped anywhere, it goes on when it is called again.
 */
export const copyTenant = (subject: Subject, report: Report, io: CopyTenantIO): Promise<Ending> =>
  report.phase('copy', async () => {
    const record = await io.loadRecord()
    const refusal = refusalOf(subject, record) ?? (await io.whyNotHeld())
    if (refusal !== undefined) return refused(refusal)
    const { to } = subject
    if (record === undefined) {
      const own = await io.observeOwn()
      if (own.length > 0) return refused(`${to.id} is not empty: ${own.join(', ')}.`)
    } else if (record.parts !== undefined) {
      const there = await io.digest('to')
      if (differencesOf(record.parts, there).length > 0)
        return refused(
          `${to.id} was a proven copy (${record.provenAt ?? ''}), and has been written to since.`,
        )
      if (differencesOf(await io.digest('from'), there).length === 0) {
        await io.open()
        return proven(record, there, report, io)
      }
    }
    const begun = begin(subject, io.now())
    await io.saveRecord(begun)
    await io.close()
    await io.copy()
    const ending = await prove(begun, report, io)
    if (ending.outcome === 'succeeded') await io.open()
    return ending
  })

async function prove(record: TenantCopy, report: Report, io: CopyTenantIO): Promise<Ending> {
  const [was, is] = [await io.digest('from'), await io.digest('to')]
  const differences = differencesOf(was, is)
  if (differences.length > 0)
    return failed(`The copy is not what it was copied from: ${differences.slice(0, 10).join('; ')}.`)
  // Looked at last: whatever was written while this ran was written by somebody who was let in meanwhile.
  const whyNotHeld = await io.whyNotHeld()
  if (whyNotHeld !== undefined) return failed(`${whyNotHeld} That was so at the end of the copy.`)
  const parts = is.toSorted((one, other) => (`${one.of} ${one.name}` < `${other.of} ${other.name}` ? -1 : 1))
  await io.saveRecord({ ...record, provenAt: io.now().toISOString(), parts })
  return proven(record, is, report, io)
}

function proven(
  { from }: TenantCopy,
  parts: readonly CopiedPart[],
  report: Report,
  { place }: CopyTenantIO,
): Ending {
  const sum = (of: CopiedPart['of']): number =>
    parts.filter((part) => part.of === of).reduce((total, { amount }) => total + amount, 0)
  const objects = parts.filter(({ of }) => of === 'object').length
  report.show({
    copy: { from, place, rows: sum('table'), vectors: sum('vectors'), objects, bytes: sum('object') },
  })
  return { outcome: 'succeeded' }
}

function refusalOf({ from, to }: Subject, record: TenantCopy | undefined): string | undefined {
  if (from.id === to.id) return 'A tenant is not moved to itself.'
  if (to.lifecycle.state !== 'active') return `${to.id} is not active.`
  const { lifecycle } = from
  if (lifecycle.state !== 'suspended' || lifecycle.mode === 'drain')
    return `The file of ${from.id} does not say that it is suspended as readOnly (or hold).`
  return record === undefined || record.to === to.id
    ? undefined
    : `The data of ${from.id} was copied to ${record.to} already.`
}

const begin = ({ from, to, operation, sha }: Subject, now: Date): TenantCopy => ({
  ...{ apiVersion: 'landlord/v1', kind: 'TenantCopy', from: from.id, to: to.id, operation, sha },
  begunAt: now.toISOString(),
})

const failed = (reason: string): Ending => ({ outcome: 'failed', reason })
const refused = (why: string): Ending => failed(`${why} Nothing was written.`)
