import { createHash } from 'node:crypto'
import { patience } from '../provisioning/deadlines.ts'
import type { Deployed } from '../provisioning/deployed.ts'
import { next } from '../provisioning/next.ts'
import type { Observation } from '../provisioning/observation.ts'
import { holdsTenant, isOpen, isStanding, type Operation } from '../provisioning/operation.ts'
import { operationNotices } from '../provisioning/operation-notices.ts'
import { renderReport, type ReportComment } from '../provisioning/render-report.ts'
import { renderRevert, type RevertText } from '../provisioning/render-revert.ts'
import type { OperationId, WorkflowAction } from '../provisioning/result.ts'
import { actionOf, type Effect } from '../provisioning/step.ts'
import { judgeWave } from '../provisioning/waves.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Tell } from './notify.ts'
import { observeGrace, type GraceIO } from './observe-grace.ts'

type Seen<Type extends Observation['type']> = Extract<Observation, { type: Type }>

export type OperationIO = GraceIO &
  Readonly<{
    operation: (id: OperationId) => Promise<Operation | undefined>
    /** An earlier operation of the same tenant is under way. */
    operationBefore: (id: OperationId) => Promise<OperationId | undefined>
    deployedTenant: (estate: EstateRef, tenant: string) => Promise<Deployed | undefined>
    /** False = somebody else moved it first. */
    saveTransition: (from: Operation, to: Operation, source?: string) => Promise<boolean>
    saveNextLook: (id: OperationId, at: Date) => Promise<void>
    /** Of one pull request, also those that it reverts. */
    operationsOf: (estate: EstateRef, pull: number) => Promise<readonly Operation[]>
    operationsToWake: (estate: EstateRef, tenant: string) => Promise<readonly OperationId[]>
    wake: (id: OperationId) => Promise<void>

    dispatch: (
      operation: Operation,
      action: WorkflowAction,
    ) => Promise<Seen<'dispatched' | 'dispatch-refused'>>
    observeRun: (
      operation: Operation,
      action: WorkflowAction,
    ) => Promise<Seen<'no-run' | 'run-going' | 'run-ended'>>
    cancelRun: (estate: EstateRef, runId: number) => Promise<void>
    /** Opens it, or finds the one that is there. `lastGood` undefined = the file goes. */
    openRevert: (
      operation: Operation,
      words: RevertText,
      lastGood: Deployed | undefined,
    ) => Promise<RevertSeen>
    observeRevert: (operation: Operation, pull: number) => Promise<RevertSeen>
    closeRevert: (estate: EstateRef, pull: number, says: string) => Promise<void>
    /** Text of a file at a commit. */
    loadText: (estate: EstateRef, sha: string, path: string) => Promise<string>

    reportedDigest: (id: OperationId) => Promise<string | undefined>
    saveReported: (operation: Operation, digest: string) => Promise<void>
    publishReport: (operation: Operation, comment: ReportComment) => Promise<void>
    tell: Tell

    now: () => Date
    /** How often a run is looked at; GitHub tells of its end by itself, so this is for lost deliveries. */
    pollMs: number
  }>

type RevertSeen = Seen<
  'revert-open' | 'revert-merged' | 'revert-closed' | 'revert-unneeded' | 'revert-refused'
>

/**
 * Brings an operation as far as it goes now: look, decide, save, act, and again. Safe to call at any time, by
 * anybody, any number of times: whoever loses the compare-and-set stops.
 */
export async function runOperation(id: OperationId, io: OperationIO): Promise<Operation | undefined> {
  let operation = await io.operation(id)
  if (operation === undefined) return undefined
  let seen = await observe(operation, io)
  // Every turn changes the state or ends the loop; no life has more states than this.
  for (let turn = 0; turn < 30; turn++) {
    const { operation: to, then } = next(operation, seen, io.now())
    if (to !== operation) {
      if (!(await save(operation, to, io))) return io.operation(id)
      if (holdsTenant(operation.state) && !holdsTenant(to.state)) await wakeOthers(to, io)
    }
    const changed = to !== operation
    operation = to
    const acted = await act(operation, then, io)
    if (acted !== undefined) seen = acted
    else if (changed && isOpen(operation)) seen = await observe(operation, io)
    else break
  }
  await io.saveNextLook(id, lookAgainAt(operation, io))
  await report(operation, io)
  return operation
}

function observe(operation: Operation, io: OperationIO): Promise<Observation> {
  switch (operation.state) {
    case 'QUEUED':
      return observeTurn(operation, io)
    case 'DISPATCHED':
    case 'APPLYING':
    case 'CONFIGURING':
    case 'COPYING':
    case 'VERIFYING':
    case 'UNKNOWN':
    case 'ROLLING_BACK':
    case 'RETIRING':
    case 'PURGING':
      return io.observeRun(operation, actionOf(operation))
    case 'GRACE':
      return observeGrace(operation, io)
    case 'REVERT_PR':
    case 'UNAUTHORISED':
      return operation.revertPull === undefined
        ? Promise.resolve({ type: 'nothing' })
        : io.observeRevert(operation, operation.revertPull)
    case 'ROLLED_BACK':
    case 'ACTIVE':
    case 'SUSPENDED':
    case 'REVERTED':
    case 'QUARANTINED':
    case 'PURGED':
    case 'INSPECTED':
      return Promise.resolve({ type: 'nothing' })
  }
}

/** What stands is read at the last moment: the operation before this one may have changed it. */
async function observeTurn(operation: Operation, io: OperationIO): Promise<Observation> {
  const { id, estate, tenant, pull, movesFrom } = operation
  if ((await io.operationBefore(id)) !== undefined) return { type: 'waiting' }
  // Whoever gives its data away is held still first, often by the very same merge.
  if (movesFrom !== undefined && (await io.operationsOfTenant(estate, movesFrom)).some(isAtWork))
    return { type: 'waiting' }
  if (operation.wave !== undefined && pull !== undefined) {
    const wave = judgeWave(operation, await io.operationsOf(estate, pull))
    if (wave === 'wait') return { type: 'waiting' }
    if (wave !== 'go') return { type: 'wave-stopped', says: wave.stop }
  }
  return { type: 'turn', lastGoodSha: (await io.deployedTenant(estate, tenant))?.sha }
}

const isAtWork = ({ kind, state }: Operation): boolean => kind !== 'inspect' && holdsTenant(state)

async function act(operation: Operation, effect: Effect, io: OperationIO): Promise<Observation | undefined> {
  const { estate, tenant } = operation
  switch (effect.do) {
    case 'wait':
      return undefined
    case 'dispatch':
      return io.dispatch(operation, effect.action)
    case 'cancel-run':
      await io.cancelRun(estate, effect.runId)
      return undefined
    case 'open-revert':
      return io.openRevert(operation, renderRevert(operation), await io.deployedTenant(estate, tenant))
    case 'close-revert':
      await io.closeRevert(estate, effect.pull, operation.history.at(-1)?.reason ?? 'It is no longer needed.')
      return undefined
  }
}

async function save(from: Operation, to: Operation, io: OperationIO): Promise<boolean> {
  if (!isStanding(to.state) || to.blob === undefined) return io.saveTransition(from, to)
  return io.saveTransition(from, to, await io.loadText(to.estate, to.sha, to.file))
}

/** The next in line may start, and an older revert of this tenant may have become needless. */
async function wakeOthers({ id, estate, tenant }: Operation, io: OperationIO): Promise<void> {
  const others = await io.operationsToWake(estate, tenant)
  for (const other of others) if (other !== id) await io.wake(other)
}

function lookAgainAt(operation: Operation, { now, pollMs }: OperationIO): Date {
  const every = patience[operation.state]?.lookEveryMs ?? 60_000
  const from = now().getTime()
  const at = from + (every === 'poll' ? pollMs : every)
  const deadline = Date.parse(operation.deadline ?? '')
  return new Date(deadline > from && deadline < at ? deadline : at)
}

/** Told when it changed, and again until GitHub took it: the registry remembers what was said last. */
async function report(operation: Operation, io: OperationIO): Promise<void> {
  const comment = renderReport(operation)
  const digest = createHash('sha256').update(comment.body).digest('hex')
  if ((await io.reportedDigest(operation.id)) !== digest) {
    await io.tell(operationNotices(operation))
    await io.publishReport(operation, comment)
  }
  await io.saveReported(operation, digest)
}
