import { randomBytes } from 'node:crypto'
import { mergeChange } from '../flows/merge-change.ts'
import { runOperation } from '../flows/run-operation.ts'
import { watchMain } from '../flows/watch-main.ts'
import { cancelRun, dispatchRun } from '../github/dispatch-run.ts'
import { loadBetween, loadBrought, loadRules, loadTip } from '../github/load/load-main.ts'
import { loadMerge } from '../github/load/load-merge.ts'
import { loadTenantNow } from '../github/load/load-now.ts'
import { loadText } from '../github/load/load-text.ts'
import { observeRun } from '../github/observe-run.ts'
import type { GitHub } from '../github/octokit.ts'
import { OverBudget } from '../github/limits/pace.ts'
import { closeRevert, observeRevert, openRevert } from '../github/publish/revert.ts'
import { holding, type Held } from './holding.ts'
import { enqueue, wake } from './job.ts'
import { lookEveryMs } from './look-every.ts'
import { wakeWaiting } from './perform-room.ts'
import { tell } from './perform-notify.ts'
import { publishReport } from './publish-report.ts'
import { operationId } from '../provisioning/new-operation.ts'
import type { MergedPull } from '../provisioning/merge-input.ts'
import { isOpen, type Operation } from '../provisioning/operation.ts'
import type { OperationId } from '../provisioning/result.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'
import type { World } from './world.ts'

export async function performMerge(merged: MergedPull, delivery: string, world: World): Promise<void> {
  const { registry, log, memory } = world
  const github = await world.github.as(merged.estate.installation)
  const { operations, unauthorised, skipped, findings } = await mergeChange(merged, {
    ...takingUp(github, delivery, world),
    loadMerge: (pull) => loadMerge(github, pull, memory.blobs),
    decisionsSince: registry.decisionsSince,
    decidedFor: registry.decidedFor,
  })
  const { estate, pull, sha } = merged
  await registry.saveMergeTaken(estate, merged)
  log.info({ pull, sha, delivery, operations, skipped }, 'merge taken up')
  if (findings.length > 0) log.warn({ pull, sha, findings }, 'merged past the gate')
  if (unauthorised.length > 0) log.error({ pull, sha, delivery, unauthorised }, 'merged undecided')
}

export async function performWatch(
  { estate, before }: Readonly<{ estate: EstateRef; before?: string }>,
  delivery: string,
  world: World,
): Promise<void> {
  const { registry, queue, log, memory } = world
  const github = await world.github.as(estate.installation)
  const { seen, pushed } = await watchMain(estate, before, {
    ...takingUp(github, delivery, world),
    loadTip: (of) => loadTip(github, of),
    loadBetween: (of, from, to) => loadBetween(github, of, { from, to, cache: memory.blobs }),
    broughtBy: (of, tip, path) => loadBrought(github, of, { tip, path }),
    mainSeen: registry.mainSeen,
    saveMainSeen: registry.saveMainSeen,
    isDecided: registry.isDecided,
    merge: (merged) => enqueue(queue, { do: 'merge', ...merged }, delivery),
  })
  if (pushed.length > 0) log.error({ estate, delivery, unauthorised: pushed }, 'pushed undecided')
  else log.debug({ estate, delivery, seen }, 'default branch looked at')
}

/** What both ways onto the default branch need. */
const takingUp = (github: GitHub, delivery: string, { registry, queue, memory }: World) => ({
  deployed: registry.deployed,
  operationsOfTenant: registry.operationsOfTenant,
  operationsOf: registry.operationsOf,
  createOperation: registry.createOperation,
  loadRules: (estate: EstateRef, sha: string) => loadRules(github, estate, { sha, cache: memory.blobs }),
  wake: wake(queue, delivery),
  newId: () => operationId(randomBytes(20)),
  now: () => new Date(),
})

/** Looks after an operation while no other process acts for its tenant; one that has to be dispatched goes to that line. */
export async function performOperation(
  { operation: id, inTurn = false }: Readonly<{ operation: OperationId; inTurn?: boolean }>,
  delivery: string,
  world: World,
): Promise<void> {
  const { registry, queue, log } = world
  const operation = await registry.operation(id)
  if (operation === undefined) {
    log.warn({ operation: id, delivery }, 'no such operation')
    return
  }
  if (operation.state === 'QUEUED' && !inTurn) {
    await enqueue(queue, { do: 'operate', operation: id, inTurn: true }, delivery)
    return
  }
  const { estate, tenant } = operation
  const name = `tenant ${estate.owner}/${estate.repo}/${tenant}`
  const done = await holding(registry, name, (held) => lookAfter(id, { delivery, world, held, inTurn }))
  if (done === undefined) await registry.saveNextLook(id, new Date(Date.now() + 2_000))
  // Telling of it costs reads, which have limits of their own: that is not for those in line to wait for.
  else if (inTurn) await wake(queue, delivery)(id)
}

type Hands = Readonly<{ delivery: string; world: World; held: Held; inTurn: boolean }>

async function lookAfter(id: OperationId, { delivery, world, held, inTurn }: Hands): Promise<void> {
  const { registry, queue, log } = world
  const as = ({ installation }: EstateRef) => world.github.as(installation)
  const operation = await runOperation(id, {
    operation: registry.operation,
    operationBefore: registry.operationBefore,
    deployedTenant: registry.deployedTenant,
    saveTransition: (from, to, source) => registry.saveTransition(from, to, source, held.lease),
    saveNextLook: registry.saveNextLook,
    operationsOf: registry.operationsOf,
    operationsToWake: registry.operationsToWake,
    wake: wake(queue, delivery),
    dispatch: async (of, action) => {
      const github = await as(of.estate)
      await held.stillHeld()
      return dispatchRun(github, of, action)
    },
    observeRun: async (of, action) =>
      observeRun(await as(of.estate), of, {
        action,
        app: await world.github.app(),
      }),
    cancelRun: async (estate, runId) => cancelRun(await as(estate), estate, runId),
    openRevert: async (of, words, lastGood) => {
      const github = await as(of.estate)
      await held.stillHeld()
      return openRevert(github, of, { words, lastGood })
    },
    observeRevert: async (of, pull) => observeRevert(await as(of.estate), of, pull),
    closeRevert: async (estate, pull, says) => closeRevert(await as(estate), estate, { pull, says }),
    operationsOfTenant: registry.operationsOfTenant,
    loadNow: async (of) => loadTenantNow(await as(of.estate), of),
    loadText: async (estate, sha, path) => loadText(await as(estate), estate, { sha, path }),
    reportedDigest: registry.reportedDigest,
    saveReported: registry.saveReported,
    tell: tell(world, delivery),
    publishReport: publishReport(world, { inTurn }),
    now: () => new Date(),
    pollMs: await lookEveryMs(world),
  }).catch((error: unknown) => tellLater(id, error, world))
  // What a tenant gave back is free once it stands.
  if (operation !== undefined && !isOpen(operation)) await wakeWaiting(world, delivery)(operation.estate)
  if (operation === undefined) log.warn({ operation: id, delivery }, 'no such operation')
  else
    log.info(
      {
        operation: id,
        tenant: operation.tenant,
        state: operation.state,
        delivery,
      },
      'looked after',
    )
}

/**
 * GitHub's limits had no room for what was to be said. An operation that was not told of is due again, so it is enough
 * to say when; not all of them at the same moment.
 */
async function tellLater(
  id: OperationId,
  error: unknown,
  { registry, log }: World,
): Promise<Operation | undefined> {
  if (!(error instanceof OverBudget)) throw error
  const inMs = error.waitMs + Math.random() * 60_000
  log.info({ operation: id, inMs }, 'told later: GitHub’s limits leave no room now')
  await registry.saveNextLook(id, new Date(Date.now() + inMs))
  return registry.operation(id)
}
