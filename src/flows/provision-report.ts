import type { ResourceChange } from '../provisioning/resource-change.ts'
import type { OperationId, Phase, RunResult } from '../provisioning/result.ts'
import { UserError } from '../tenant/user-error.ts'
import type { CheckResult } from '../verification/check.ts'

/** What a run is about. */
export type RunStart = Readonly<{
  operation: OperationId
  tenant: string
  action: RunResult['action']
  sha: string
  /** What an earlier step of the same run wrote; this one adds to it. */
  previous?: RunResult | undefined
}>

export type ReportIO = Readonly<{
  now: () => Date
  /** Called after every phase, so that whatever ends the run, the last thing known is on disk. */
  save: (result: RunResult) => Promise<void>
  /** One line of progress for people. */
  say: (line: string) => void
}>

export type Ending = Readonly<{ outcome: RunResult['outcome']; reason?: string }>

/** The result while it is being written. */
export type Report = Readonly<{
  phase: <T>(phase: Phase['phase'], work: () => Promise<T>) => Promise<T>
  changed: (changes: readonly ResourceChange[]) => void
  note: (says: string) => void
  checked: (checks: readonly CheckResult[]) => void
  /** What only some actions have to show. */
  show: (shown: Pick<RunResult, 'plan' | 'held' | 'drift' | 'export' | 'copy' | 'evidence' | 'left'>) => void
}>

/**
 * Runs the work and writes its result, whatever happens: until the work has ended the result says that it was
 * stopped, a UserError becomes its reason, and any other error a reason without its words.
 */
export async function reportRun(
  start: RunStart,
  io: ReportIO,
  work: (report: Report) => Promise<Ending>,
): Promise<RunResult> {
  let result = begin(start)
  const update = async (change: Partial<RunResult>): Promise<void> => {
    result = { ...result, ...change }
    await io.save(result)
  }
  const report: Report = {
    phase: async (phase, act) => {
      const startedAt = io.now()
      io.say(`${phase} …`)
      await io.save(result)
      try {
        return await act()
      } finally {
        const durationMs = Math.round(io.now().getTime() - startedAt.getTime())
        await update({
          phases: [...result.phases, { phase, startedAt: startedAt.toISOString(), durationMs }],
        })
        io.say(`${phase} took ${(durationMs / 1000).toFixed(1)} s`)
      }
    },
    changed: (changes) => {
      result = { ...result, resources: merge(result.resources, changes) }
    },
    note: (says) => {
      if (!(result.notes ?? []).includes(says)) result = { ...result, notes: [...(result.notes ?? []), says] }
    },
    checked: (checks) => {
      result = { ...result, checks }
    },
    show: (shown) => {
      result = { ...result, ...shown }
    },
  }
  await io.save(result)
  try {
    const { outcome, reason } = await work(report)
    const { reason: _stopped, ...rest } = result
    result = { ...rest, outcome, ...(reason === undefined ? {} : { reason }) }
    await io.save(result)
    return result
  } catch (error) {
    const reason =
      error instanceof UserError
        ? `${error.message} ${error.fix}`
        : 'Landlord itself went wrong; the log of the run has the details.'
    await update({ outcome: 'error', reason })
    throw error
  }
}

function begin({ previous, operation, tenant, action, sha }: RunStart): RunResult {
  return {
    apiVersion: 'landlord/v1',
    operation,
    tenant,
    action,
    sha,
    outcome: 'error',
    reason: 'The run was stopped before it ended.',
    ...(previous?.notes === undefined ? {} : { notes: previous.notes }),
    ...(previous?.plan === undefined ? {} : { plan: previous.plan }),
    ...(previous?.copy === undefined ? {} : { copy: previous.copy }),
    phases: previous?.phases ?? [],
    resources: previous?.resources ?? { created: [], changed: [], destroyed: [] },
    checks: previous?.checks ?? [],
  }
}

function merge(before: RunResult['resources'], changes: readonly ResourceChange[]): RunResult['resources'] {
  const of = (...actions: readonly ResourceChange['action'][]): string[] =>
    changes.filter(({ action }) => actions.includes(action)).map(({ address }) => address)
  return {
    created: [...before.created, ...of('create', 'replace')],
    changed: [...before.changed, ...of('update')],
    destroyed: [...before.destroyed, ...of('delete', 'replace')],
  }
}
