import type { Status } from './expression.ts'
import type { JobEnd } from './job.ts'
import type { Conclusion } from './runner.ts'
import type { JobPlan, Workflow } from './workflow.ts'

export type RunState = {
  /** Why it was cancelled. */
  cancelled: string | undefined
  abandoned: boolean
  started: boolean
}

/** Every job on the way: a failure or a skip counts for all that come after it. */
export function ancestorsOf(plan: JobPlan, workflow: Workflow): readonly JobPlan[] {
  const found = new Set<JobPlan>()
  const visit = (keys: readonly string[]) => {
    for (const job of workflow.jobs)
      if (keys.includes(job.key) && !found.has(job)) {
        found.add(job)
        visit(job.needs)
      }
  }
  visit(plan.needs)
  return [...found]
}

export function statusAfter(ancestors: readonly JobEnd[], state: RunState): Status {
  if (state.cancelled !== undefined) return 'cancelled'
  if (ancestors.some(({ result }) => result === 'failure')) return 'failure'
  return ancestors.every(({ result }) => result === 'success') ? 'success' : 'skipped'
}

export function conclude(ends: readonly JobEnd[], state: RunState): Conclusion {
  if (ends.some(({ result }) => result === 'failure')) return 'failure'
  if (state.cancelled !== undefined || ends.some(({ result }) => result === 'cancelled')) return 'cancelled'
  return ends.every(({ result }) => result === 'skipped') ? 'skipped' : 'success'
}
