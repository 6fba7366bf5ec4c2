import { pushedDirectly, type Judged } from '../provisioning/authority.ts'
import type { Deployed } from '../provisioning/deployed.ts'
import type { Brought, MergedPull, MergeInput } from '../provisioning/merge-input.ts'
import type { FileChange } from '../tenant/estate-file.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import { takeUp, type TakeUpIO } from './take-up.ts'

export type WatchIO = TakeUpIO &
  Readonly<{
    /** The commit at the tip of the default branch. */
    loadTip: (estate: EstateRef) => Promise<string>
    mainSeen: (estate: EstateRef) => Promise<string | undefined>
    saveMainSeen: (estate: EstateRef, from: string | undefined, to: string) => Promise<boolean>
    /** Tenant files that differ between the two commits. */
    loadBetween: (estate: EstateRef, from: string, to: string) => Promise<MergeInput>
    isDecided: (estate: EstateRef, path: string, blob: string) => Promise<boolean>
    /** The last commit up to `tip` that touched the path, and the pull request whose merge it is. */
    broughtBy: (estate: EstateRef, tip: string, path: string) => Promise<Brought>
    /** Has the merge taken up, once more if need be. */
    merge: (merged: MergedPull) => Promise<void>
    wake: (operation: string) => Promise<void>
  }>

export type Watched = Readonly<{
  /** `baseline`: it was never looked at before, and is taken as it is. */
  seen: 'baseline' | 'unchanged' | 'changed'
  /** Tenants whose file was pushed, past every pull request. */
  pushed: readonly string[]
}>

/**
 * Looks at what came onto the default branch since it was last looked at, however it came: a tenant file whose content
 * nobody decided on is taken up as UNAUTHORISED. `before`: where the branch stood before the push that is told of, which
 * is where the very first look begins.
 */
export async function watchMain(
  estate: EstateRef,
  before: string | undefined,
  io: WatchIO,
): Promise<Watched> {
  const [tip, seen] = await Promise.all([io.loadTip(estate), io.mainSeen(estate)])
  const from = seen ?? before
  if (from === undefined) {
    await io.saveMainSeen(estate, undefined, tip)
    return { seen: 'baseline', pushed: [] }
  }
  if (from === tip) {
    if (seen === undefined) await io.saveMainSeen(estate, undefined, tip)
    return { seen: 'unchanged', pushed: [] }
  }
  const input = await io.loadBetween(estate, from, tip)
  const deployed = await io.deployed(estate)
  const pushed: string[] = []
  for (const file of input.files) {
    if (await isKnown(file, { estate, deployed, io })) continue
    const { sha, merged } = await io.broughtBy(estate, tip, file.path)
    // Whoever merged it is held to the decision there; the delivery may have been lost.
    if (merged !== undefined) await io.merge(merged)
    else pushed.push(...(await takeUpPushed({ ...input, files: [file] }, { estate, sha }, io)))
  }
  await io.saveMainSeen(estate, seen, tip)
  return { seen: 'changed', pushed }
}

/** What goes away is destroyed by nobody; what stands, or was decided, is no news. */
async function isKnown(
  { path, after }: FileChange,
  { estate, deployed, io }: { estate: EstateRef; deployed: readonly Deployed[]; io: WatchIO },
): Promise<boolean> {
  if (after === undefined || deployed.some(({ file, blob }) => file === path && blob === after.blob))
    return true
  return io.isDecided(estate, path, after.blob)
}

async function takeUpPushed(
  input: MergeInput,
  { estate, sha }: { estate: EstateRef; sha: string },
  io: WatchIO,
): Promise<readonly string[]> {
  const judge = (): Judged => ({ because: pushedDirectly })
  const { created } = await takeUp(input, { estate, pull: undefined, sha }, { ...io, judge })
  for (const { id } of created) await io.wake(id)
  return created.map(({ tenant }) => tenant)
}
