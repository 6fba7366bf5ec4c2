import { deadlineOf, maxAttempts } from './deadlines.ts'
import type { PhaseBegun, RunRef } from './observation.ts'
import type { Entered, Operation, OperationState } from './operation.ts'
import type { WorkflowAction } from './result.ts'

/** The operation as it must be saved (the very same object when nothing changed), and what to do afterwards. */
export type Step = Readonly<{ operation: Operation; then: Effect }>

export type Effect =
  | Readonly<{ do: 'wait' }>
  | Readonly<{ do: 'dispatch'; action: WorkflowAction }>
  | Readonly<{ do: 'cancel-run'; runId: number }>
  | Readonly<{ do: 'open-revert' }>
  | Readonly<{ do: 'close-revert'; pull: number }>

/** Saved first, dispatched afterwards: whoever comes after a crash finds the run by the operation's id. */
export function dispatch(operation: Operation, action: WorkflowAction, now: Date): Step {
  const fresh = {
    dispatchedAt: now.toISOString(),
    runId: undefined,
    runUrl: undefined,
    attempt: operation.attempt + 1,
  }
  const state = stateOf[action]
  return { operation: enter(operation, state, now, fresh), then: { do: 'dispatch', action } }
}

const stateOf = {
  apply: 'DISPATCHED',
  inspect: 'DISPATCHED',
  rollback: 'ROLLING_BACK',
  export: 'RETIRING',
  purge: 'PURGING',
} as const satisfies Record<WorkflowAction, OperationState>

/** What the workflow does for the operation in its present state. */
export function actionOf({ state, kind }: Pick<Operation, 'state' | 'kind'>): WorkflowAction {
  switch (state) {
    case 'ROLLING_BACK':
      return 'rollback'
    case 'RETIRING':
      return 'export'
    case 'PURGING':
      return 'purge'
    default:
      if (kind === 'inspect') return 'inspect'
      return kind === 'retire' ? 'export' : 'apply'
  }
}

/** Not knowing is no reason to destroy: the same idempotent work is tried again, then a person is asked. */
export function retry(
  operation: Operation,
  action: WorkflowAction,
  reason: string,
  now: Date,
  runId = operation.runId,
): Step {
  const spent = { ...operation, spentRunId: Math.max(operation.spentRunId ?? 0, runId ?? 0) || undefined }
  if (operation.attempt >= maxAttempts)
    return quarantine(
      spent,
      action === 'rollback'
        ? `${operation.reason ?? 'It failed.'} Rolling it back could not be done: ${reason}`
        : reason,
      now,
    )
  const again = { dispatchedAt: undefined, runId: undefined }
  const state = stateOf[action]
  return state === 'DISPATCHED'
    ? wait(enter(spent, 'UNKNOWN', now, { ...again, reason }, reason))
    : wait(enter(spent, state, now, again, reason))
}

/** A look that could not be made needs nobody: the next one is made in its time. */
export const quarantine = (operation: Operation, reason: string, now: Date): Step =>
  wait(enter(operation, operation.kind === 'inspect' ? 'INSPECTED' : 'QUARANTINED', now, { reason }, reason))

export const wait = (operation: Operation): Step => ({ operation, then: { do: 'wait' } })

/** Forward only, at the times GitHub noted, so that the timeline is true however seldom we looked. */
export function progress(
  operation: Operation,
  run: RunRef,
  phases: readonly PhaseBegun[],
  now: Date,
): Operation {
  const known = operation.runId === run.id ? operation : revise(operation, runOf(run))
  if (!order.includes(known.state)) return known
  const begun = phases.filter(({ phase }) => order.indexOf(phase) > order.indexOf(known.state))
  const last = begun.at(-1)
  if (last === undefined) return known
  const history = begun.reduce<readonly Entered[]>(
    (past, { phase, startedAt }) => [...past, { state: phase, at: notBefore(past.at(-1)?.at, startedAt) }],
    known.history,
  )
  const since = history.at(-1)?.at ?? now.toISOString()
  return revise(known, { state: last.phase, since, deadline: deadlineOf(last.phase, now), history })
}

const order: readonly OperationState[] = ['DISPATCHED', 'APPLYING', 'CONFIGURING', 'COPYING', 'VERIFYING']

const notBefore = (previous: string | undefined, at: string): string => {
  const iso = new Date(at).toISOString()
  return previous !== undefined && previous > iso ? previous : iso
}

export function enter(
  operation: Operation,
  state: OperationState,
  now: Date,
  changes: Partial<Operation>,
  why?: string,
): Operation {
  const at = notBefore(operation.history.at(-1)?.at, now.toISOString())
  const entered: Entered = why === undefined ? { state, at } : { state, at, reason: why }
  const history = [...operation.history, entered]
  return revise(operation, { ...changes, state, since: at, deadline: deadlineOf(state, now), history })
}

export const revise = (operation: Operation, changes: Partial<Operation>): Operation => ({
  ...operation,
  ...changes,
  revision: operation.revision + 1,
})

export const runOf = (run: RunRef): Pick<Operation, 'runId' | 'runUrl'> => ({
  runId: run.id,
  runUrl: run.url,
})

/** Another run than the one we follow, or one that has already had its say. */
export const isForeign = (operation: Operation, run: RunRef): boolean =>
  operation.runId === undefined ? run.id <= (operation.spentRunId ?? 0) : run.id !== operation.runId
