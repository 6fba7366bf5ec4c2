import type { AppIdentity, GitHub } from '../github/octokit.ts'
import { publishIssue } from '../github/publish/publish-issue.ts'
import { isStanding, type Operation } from '../provisioning/operation.ts'
import { renderInspection } from '../provisioning/render-inspection.ts'

/** Opens, edits or closes the issue of the tenant that was looked at, or applied and proven anew. */
export async function tellOfInspection(
  operation: Operation,
  github: GitHub,
  app: AppIdentity,
): Promise<void> {
  const issue = renderInspection(operation)
  if (issue !== undefined) await publishIssue(github, operation.estate, { issue, app })
}

/** What an earlier look found is over: the tenant was applied since, and proven. `operations`: its own, newest first. */
export function hasHealed(operation: Operation, operations: readonly Operation[]): boolean {
  if (!isStanding(operation.state)) return false
  const last = operations.find(
    ({ kind, result }) => kind === 'inspect' && result !== undefined && result.outcome !== 'error',
  )
  return last?.result?.outcome === 'failed'
}
