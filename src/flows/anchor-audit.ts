import type { KeyObject } from 'node:crypto'
import { rootOfEntries, signCheckpoint, type Checkpoint } from '../audit/checkpoint.ts'
import type { Entry } from '../audit/entry.ts'
import { verifyChain, type Flaw } from '../audit/verify.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

export type AnchorIO = Readonly<{
  auditSize: (estate: EstateRef) => Promise<number>
  auditEntries: (estate: EstateRef) => Promise<readonly Entry[]>
  auditCheckpoints: (estate: EstateRef) => Promise<readonly Checkpoint[]>
  /** Commits it where the registry's keeper cannot take it back. */
  publish: (estate: EstateRef, checkpoint: Checkpoint) => Promise<void>
  saveCheckpoint: (estate: EstateRef, checkpoint: Checkpoint) => Promise<void>
  key: KeyObject
  now: () => Date
}>

/** Signs what the chain is by now and publishes that, at most every quarter of an hour. A chain that is broken is not signed. */
export async function anchorAudit(estate: EstateRef, io: AnchorIO): Promise<Checkpoint | Flaw | undefined> {
  const [size, checkpoints] = await Promise.all([io.auditSize(estate), io.auditCheckpoints(estate)])
  const last = checkpoints.at(-1)
  const now = io.now()
  if (size === (last?.size ?? 0)) return undefined
  if (last !== undefined && now.getTime() - Date.parse(last.at) < anchorEveryMs) return undefined
  const name = `${estate.owner}/${estate.repo}`
  const entries = await io.auditEntries(estate)
  const verified = verifyChain(entries, { estate: name, checkpoints, keys: undefined })
  if ('says' in verified) return verified
  const about = { estate: name, size: entries.length, root: rootOfEntries(entries), at: now.toISOString() }
  const checkpoint = signCheckpoint(about, io.key)
  await io.publish(estate, checkpoint)
  await io.saveCheckpoint(estate, checkpoint)
  return checkpoint
}

/** What does not fit in the chain as it lies there, also where nothing is new; undefined = all of it fits. */
export async function judgeAudit(
  estate: EstateRef,
  io: Pick<AnchorIO, 'auditEntries' | 'auditCheckpoints'>,
): Promise<Flaw | undefined> {
  // The checkpoints first: an entry that is added meanwhile is newer than all of them.
  const checkpoints = await io.auditCheckpoints(estate)
  const entries = await io.auditEntries(estate)
  const about = { estate: `${estate.owner}/${estate.repo}`, checkpoints, keys: undefined }
  const verified = verifyChain(entries, about)
  return 'says' in verified ? verified : undefined
}

/** What nobody has signed yet can be rewritten; each anchor is four requests and a commit. */
const anchorEveryMs = 15 * 60_000
