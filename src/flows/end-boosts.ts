import type { Deployed } from '../provisioning/deployed.ts'
import {
  boostEndBranch,
  boostEndPrefix,
  boostEndTenant,
  doneByHand,
  renderBoostEnd,
  type BoostEnd,
} from '../review/boost-end.ts'
import { endBoosts } from '../tenant/end-boosts.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { tenantPath } from '../tenant/layout.ts'

export type EndBoostsIO = Readonly<{
  deployed: (estate: EstateRef) => Promise<readonly Deployed[]>
  /** Open pull requests of the repository's own branches. */
  ownPulls: (estate: EstateRef) => Promise<readonly Readonly<{ number: number; branch: string }>[]>
  /** Whether a pull request of that branch was ever opened. */
  wasOpened: (estate: EstateRef, branch: string) => Promise<boolean>
  /** The file at the tip of the default branch; undefined when it is not there. */
  loadFile: (estate: EstateRef, path: string) => Promise<EstateFile | undefined>
  open: (
    estate: EstateRef,
    edit: Readonly<{ file: string; text: string; words: BoostEnd }>,
  ) => Promise<number>
  close: (estate: EstateRef, pull: number, says: string) => Promise<void>
  now: () => Date
}>

export type EndedBoostPulls = Readonly<{
  opened: readonly number[]
  closed: readonly number[]
  /** Tenants whose file only a person can edit. */
  byHand: readonly string[]
}>

/**
 * Opens one pull request for each tenant that stands with boosts which are over, never a second one for the same, and
 * closes those whose work somebody has done.
 */
export async function endOverBoosts(estate: EstateRef, io: EndBoostsIO): Promise<EndedBoostPulls> {
  const on = io.now().toISOString().slice(0, 10)
  const deployed = await io.deployed(estate)
  if (deployed.length === 0) return { opened: [], closed: [], byHand: [] }
  const late = deployed.flatMap(({ tenant, file, source, blob }) => {
    const ended = endBoosts(fileOf(file, source, blob), on)?.ended
    return ended === undefined ? [] : [{ tenant, file }]
  })
  const pulls = (await io.ownPulls(estate)).filter(({ branch }) => branch.startsWith(boostEndPrefix))
  const closed: number[] = []
  for (const { number, branch } of pulls) {
    const tenant = boostEndTenant(branch)
    if (tenant === undefined) continue
    const file = await io.loadFile(estate, tenantPath(tenant))
    const due = file && endBoosts(file, on)
    if (due !== undefined && boostEndBranch(tenant, due.ended) === branch) continue
    await io.close(estate, number, doneByHand)
    closed.push(number)
  }
  const opened: number[] = []
  const byHand: string[] = []
  for (const { tenant, file: path } of late) {
    const file = await io.loadFile(estate, path)
    const due = file && endBoosts(file, on)
    if (due === undefined) continue
    const words = renderBoostEnd(tenant, path, due.ended)
    if (await io.wasOpened(estate, words.branch)) continue
    if (due.text === undefined) byHand.push(tenant)
    else opened.push(await io.open(estate, { file: path, text: due.text, words }))
  }
  return { opened, closed, byHand }
}

function fileOf(path: string, source: string, blob: string): EstateFile {
  const bytes = new TextEncoder().encode(source)
  return { path, blob, mode: '100644', size: bytes.length, bytes }
}
