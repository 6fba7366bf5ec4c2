import { abandonedAfterMs, backoffMs, runAppearsWithinMs } from './deadlines.ts'
import { judgeRun } from './judge-run.ts'
import type { Observation } from './observation.ts'
import type { Operation } from './operation.ts'
import { endOfGrace, mayPurge, warningDue } from './purge.ts'
import { planUndo } from './plan-undo.ts'
import { losesData } from './resource-change.ts'
import type { WorkflowAction } from './result.ts'
import {
  actionOf,
  dispatch,
  enter,
  isForeign,
  progress,
  quarantine,
  retry,
  revise,
  runOf,
  wait,
  type Step,
} from './step.ts'

/**
 * The operation's whole life (DESIGN §6). Decisive observations count even when they come late; a deadline
 * speaks only where there is nothing better to go by.
 */
export function next(operation: Operation, seen: Observation, now: Date): Step {
  switch (operation.state) {
    case 'QUEUED':
      if (seen.type === 'turn')
        return dispatch({ ...operation, lastGoodSha: seen.lastGoodSha }, actionOf(operation), now)
      if (seen.type === 'wave-stopped') return quarantine(operation, seen.says, now)
      return isLate(operation, now) ? quarantine(operation, 'Its turn never came.', now) : wait(operation)
    case 'DISPATCHED':
    case 'APPLYING':
    case 'CONFIGURING':
    case 'COPYING':
    case 'VERIFYING':
      return follow(operation, seen, actionOf(operation), now)
    case 'UNKNOWN':
      return resume(operation, seen, now)
    case 'ROLLING_BACK':
    case 'RETIRING':
    case 'PURGING':
      return operation.dispatchedAt === undefined
        ? resume(operation, seen, now)
        : follow(operation, seen, actionOf(operation), now)
    case 'GRACE':
      return awaitPurge(operation, seen, now)
    case 'ROLLED_BACK':
      return revert(operation, seen, now)
    case 'REVERT_PR':
      return awaitRevert(operation, seen, now)
    case 'UNAUTHORISED':
      return awaitAnswer(operation, seen, now)
    case 'ACTIVE':
    case 'SUSPENDED':
    case 'REVERTED':
    case 'QUARANTINED':
    case 'PURGED':
    case 'INSPECTED':
      return wait(operation)
  }
}

type RunEnded = Extract<Observation, { type: 'run-ended' }>

/** A run is, or should be, at work. */
function follow(operation: Operation, seen: Observation, action: WorkflowAction, now: Date): Step {
  if ('run' in seen && seen.type !== 'dispatched' && isForeign(operation, seen.run))
    return idle(operation, now)
  switch (seen.type) {
    case 'dispatched':
      return seen.run === undefined || operation.runId !== undefined
        ? idle(operation, now)
        : wait(revise(operation, runOf(seen.run)))
    case 'dispatch-refused':
      return retry(operation, action, `GitHub did not start the workflow: ${seen.says}`, now)
    case 'no-run': {
      const waited = now.getTime() - Date.parse(operation.dispatchedAt ?? operation.since)
      if (operation.runId === undefined && waited < runAppearsWithinMs) return wait(operation)
      return retry(operation, action, 'Its workflow run is nowhere to be found.', now)
    }
    case 'run-going': {
      const there = progress(operation, seen.run, seen.phases, now)
      if (there.state !== operation.state || !isLate(operation, now)) return wait(there)
      const step = retry(operation, action, 'Its workflow run took longer than it may.', now, seen.run.id)
      return { ...step, then: { do: 'cancel-run', runId: seen.run.id } }
    }
    case 'run-ended':
      return finish(operation, seen, action, now)
    default:
      return idle(operation, now)
  }
}

function finish(operation: Operation, seen: RunEnded, action: WorkflowAction, now: Date): Step {
  const there = progress(operation, seen.run, seen.phases, now)
  const verdict = judgeRun(operation, action, seen)
  const told = { ...there, [reportOf[action]]: verdict.result ?? there[reportOf[action]] }
  switch (verdict.outcome) {
    case 'succeeded':
      return succeed(told, action, now)
    case 'failed':
      return mayWait(told, action) ? hold(told, verdict.reason, now) : fail(told, action, verdict.reason, now)
    case 'error':
      return retry(told, action, verdict.reason, now)
  }
}

const reportOf = {
  apply: 'result',
  inspect: 'result',
  export: 'result',
  rollback: 'rollbackResult',
  purge: 'purgeResult',
} as const satisfies Record<WorkflowAction, keyof Operation>

function succeed(operation: Operation, action: WorkflowAction, now: Date): Step {
  switch (action) {
    case 'apply':
      return wait(enter(operation, operation.standsAs ?? 'ACTIVE', now, { reason: undefined }))
    case 'inspect':
      return wait(enter(operation, 'INSPECTED', now, { reason: undefined }))
    case 'rollback':
      return wait(enter(operation, 'ROLLED_BACK', now, {}))
    case 'export':
      return beginGrace(operation, now)
    case 'purge':
      return wait(enter(operation, 'PURGED', now, { reason: undefined }))
  }
}

function fail(operation: Operation, action: WorkflowAction, reason: string, now: Date): Step {
  if (action === 'apply') return undo(operation, reason, now)
  // What an inspection finds is its result, and nothing to undo.
  if (action === 'inspect') return wait(enter(operation, 'INSPECTED', now, { reason }, reason))
  const before = action === 'rollback' ? `${operation.reason ?? 'It failed.'} Rolling back failed too: ` : ''
  return quarantine(operation, `${before}${reason}`, now)
}

/** The export is safe; the attempts of the purge are its own. */
function beginGrace(operation: Operation, now: Date): Step {
  const purgeAfter = endOfGrace(operation, now)
  const begun = enter(operation, 'GRACE', now, {
    reason: undefined,
    retirement: { purgeAfter, approvals: [] },
    attempt: 0,
    spentRunId: operation.runId ?? operation.spentRunId,
    runId: undefined,
  })
  return wait({ ...begun, deadline: purgeAfter })
}

/** Keeping data is the safe side: without a decision nothing is ever purged, however long that takes. */
function awaitPurge(operation: Operation, seen: Observation, now: Date): Step {
  switch (seen.type) {
    case 'overtaken':
      return wait(enter(operation, 'REVERTED', now, {}, seen.says))
    case 'purge-due':
      return mayPurge(operation, now) ? dispatch(operation, 'purge', now) : wait(operation)
    case 'purge-refused':
      return seen.says === operation.reason ? wait(operation) : wait(revise(operation, { reason: seen.says }))
    default:
      return warn(operation, now)
  }
}

/** Everybody concerned is told again before the end; one that was missed is made good by the next. */
function warn(operation: Operation, now: Date): Step {
  const { retirement } = operation
  const due = warningDue(operation, now)
  if (retirement === undefined || due === undefined) return wait(operation)
  const warned = [...(retirement.warned ?? []), due]
  return wait(revise(operation, { retirement: { ...retirement, warned } }))
}

/** Nothing was touched, not even by an earlier attempt: what stands goes on standing, and people are asked. */
function mayWait({ attempt, lastGoodSha, result }: Operation, action: WorkflowAction): boolean {
  const held = result?.held ?? []
  if (action !== 'apply' || attempt !== 1 || held.length === 0) return false
  // Of a tenant that never stood there is nothing to lose: what an apply finds of it is undone.
  return lastGoodSha !== undefined || !held.some(losesData)
}

function hold(operation: Operation, reason: string, now: Date): Step {
  const held = { held: operation.result?.held, mayLose: undefined, reason }
  return wait(enter(operation, 'UNAUTHORISED', now, held, reason))
}

function undo(operation: Operation, reason: string, now: Date): Step {
  const plan = planUndo(operation)
  if (plan.undo === 'forbidden') return quarantine(operation, `${reason} ${plan.because}`, now)
  const failed = { ...operation, reason, attempt: 0, spentRunId: operation.runId ?? operation.spentRunId }
  return dispatch(failed, 'rollback', now)
}

/** An attempt came to nothing: pause, then dispatch again, unless its run turns up after all. */
function resume(operation: Operation, seen: Observation, now: Date): Step {
  const action = actionOf(operation)
  if ((seen.type === 'run-going' || seen.type === 'run-ended') && !isForeign(operation, seen.run)) {
    // It counts as an attempt, so that runs turning up for ever come to an end too.
    const back = { ...operation, dispatchedAt: now.toISOString(), attempt: operation.attempt + 1 }
    return follow(
      operation.state === 'UNKNOWN' ? enter(back, 'DISPATCHED', now, {}) : revise(back, {}),
      seen,
      action,
      now,
    )
  }
  const rested = now.getTime() - Date.parse(operation.since) >= backoffMs(operation.attempt)
  if (seen.type === 'no-run' && rested) return dispatch(operation, action, now)
  return idle(operation, now)
}

function revert(operation: Operation, seen: Observation, now: Date): Step {
  switch (seen.type) {
    case 'revert-open':
      return wait(enter(operation, 'REVERT_PR', now, { revertPull: seen.pull }))
    case 'revert-merged':
      return wait(enter(operation, 'REVERTED', now, {}))
    case 'revert-unneeded':
      return wait(enter(operation, 'REVERTED', now, {}, seen.says))
    case 'revert-closed':
      return quarantine(operation, closedUnmerged, now)
    case 'revert-refused':
      return isLate(operation, now)
        ? quarantine(
            operation,
            `It is rolled back, and the revert pull request was refused: ${seen.says}`,
            now,
          )
        : wait(operation)
    default:
      return isAbandoned(operation, now)
        ? quarantine(operation, 'It is rolled back, and nobody could open the revert pull request.', now)
        : { operation, then: { do: 'open-revert' } }
  }
}

function awaitRevert(operation: Operation, seen: Observation, now: Date): Step {
  switch (seen.type) {
    case 'revert-merged':
      return wait(enter(operation, 'REVERTED', now, {}))
    case 'revert-unneeded': {
      const step = wait(enter(operation, 'REVERTED', now, {}, seen.says))
      const pull = operation.revertPull
      return pull === undefined ? step : { ...step, then: { do: 'close-revert', pull } }
    }
    case 'revert-closed':
      return quarantine(operation, closedUnmerged, now)
    default:
      return isLate(operation, now)
        ? quarantine(operation, 'Nobody merged the revert pull request in time.', now)
        : wait(operation)
  }
}

/** Nothing of it was done. It is offered to be taken back; who closes that offer is still free to answer for it. */
function awaitAnswer(operation: Operation, seen: Observation, now: Date): Step {
  const isOffered = operation.revertPull !== undefined
  if (seen.type === 'revert-merged' || seen.type === 'revert-unneeded')
    return awaitRevert(operation, seen, now)
  if (seen.type === 'revert-open' && !isOffered) return wait(revise(operation, { revertPull: seen.pull }))
  if (isLate(operation, now))
    return quarantine(operation, `${operation.reason ?? ''} Nobody took it back or answered for it.`, now)
  return seen.type === 'nothing' && !isOffered ? { operation, then: { do: 'open-revert' } } : wait(operation)
}

const closedUnmerged = 'The revert pull request was closed unmerged: the estate asks for what is not there.'

/** Nothing to go by: patience, but not for ever. */
const idle = (operation: Operation, now: Date): Step =>
  isAbandoned(operation, now)
    ? quarantine(operation, operation.reason ?? 'Nobody could see for a week what became of it.', now)
    : wait(operation)

const isLate = (operation: Operation, now: Date): boolean =>
  operation.deadline !== undefined && now.getTime() >= Date.parse(operation.deadline)

const isAbandoned = (operation: Operation, now: Date): boolean =>
  operation.deadline !== undefined && now.getTime() >= Date.parse(operation.deadline) + abandonedAfterMs
