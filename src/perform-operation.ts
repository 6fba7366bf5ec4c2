import { randomBytes } from 'node:crypto'
import { mergeChange } from './flows/merge-change.ts'
import { runOperation } from './flows/run-operation.ts'
import { cancelRun, dispatchRun } from './github/dispatch-run.ts'
import { loadMerge } from './github/load-merge.ts'
import { loadText } from './github/load-text.ts'
import { observeRun } from './github/observe-run.ts'
import { publishComment } from './github/publish-comment.ts'
import { closeRevert, observeRevert, openRevert } from './github/revert.ts'
import { enqueue } from './job.ts'
import { operationId } from './provisioning/new-operation.ts'
import type { MergedPull } from './provisioning/merge-input.ts'
import type { OperationId } from './provisioning/result.ts'
import type { Queue } from './queue/queue.ts'
import type { EstateRef } from './tenant/estate-ref.ts'
import type { World } from './world.ts'

/** Has an operation looked at soon. */
export const wake =
  (queue: Queue, delivery: string) =>
  (operation: OperationId): Promise<void> =>
    enqueue(queue, { do: 'operate', operation }, delivery)

export async function performMerge(merged: MergedPull, delivery: string, world: World): Promise<void> {
  const { registry, queue, log, memory } = world
  const github = await world.github.as(merged.estate.installation)
  const { operations, skipped, findings } = await mergeChange(merged, {
    loadMerge: (pull) => loadMerge(github, pull, memory.blobs),
    deployed: registry.deployed,
    operationsOfTenant: registry.operationsOfTenant,
    operationsOf: registry.operationsOf,
    createOperation: registry.createOperation,
    wake: wake(queue, delivery),
    newId: () => operationId(randomBytes(20)),
    now: () => new Date(),
  })
  log.info({ pull: merged.pull, sha: merged.sha, delivery, operations, skipped }, 'merge taken up')
  if (findings.length > 0) log.warn({ pull: merged.pull, sha: merged.sha, findings }, 'merged past the gate')
}

export async function performOperation(id: OperationId, delivery: string, world: World): Promise<void> {
  const { registry, queue, log, pollMs } = world
  const as = ({ installation }: EstateRef) => world.github.as(installation)
  const operation = await runOperation(id, {
    operation: registry.operation,
    operationBefore: registry.operationBefore,
    deployedTenant: registry.deployedTenant,
    saveTransition: registry.saveTransition,
    saveNextLook: registry.saveNextLook,
    operationsToWake: registry.operationsToWake,
    wake: wake(queue, delivery),
    dispatch: async (of, action) => dispatchRun(await as(of.estate), of, action),
    observeRun: async (of, action) => observeRun(await as(of.estate), of, action),
    cancelRun: async (estate, runId) => cancelRun(await as(estate), estate, runId),
    openRevert: async (of, words, lastGood) => openRevert(await as(of.estate), of, { words, lastGood }),
    observeRevert: async (of, pull) => observeRevert(await as(of.estate), of, pull),
    closeRevert: async (estate, pull, says) => closeRevert(await as(estate), estate, { pull, says }),
    loadText: async (estate, sha, path) => loadText(await as(estate), estate, { sha, path }),
    reportedDigest: registry.reportedDigest,
    saveReported: registry.saveReported,
    publishReport: async ({ estate, pull }, comment) => {
      const [github, app] = await Promise.all([as(estate), world.github.app()])
      await publishComment(github, { estate, number: pull }, { comment, app })
    },
    now: () => new Date(),
    pollMs,
  })
  if (operation === undefined) log.warn({ operation: id, delivery }, 'no such operation')
  else log.info({ operation: id, tenant: operation.tenant, state: operation.state, delivery }, 'looked after')
}
