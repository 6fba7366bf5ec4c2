import type { AppIdentity, GitHub } from './github/octokit.ts'
import { publishIssue } from './github/publish-issue.ts'
import type { Operation } from './provisioning/operation.ts'
import { renderInspection } from './provisioning/render-inspection.ts'

/** Opens, edits or closes the issue of the tenant that was looked at. */
export async function tellOfInspection(
  operation: Operation,
  github: GitHub,
  app: AppIdentity,
): Promise<void> {
  const issue = renderInspection(operation)
  if (issue !== undefined) await publishIssue(github, operation.estate, { issue, app })
}
