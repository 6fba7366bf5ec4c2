import { parseWorkflow } from '../../actions/parse-workflow.ts'
import { isTriggeredBy } from '../../actions/triggers.ts'
import { readRef } from '../git/read.ts'
import type { GitHub } from '../github.ts'
import { comparePull } from '../pulls/compare-pull.ts'
import { isPull } from '../pulls/after-push.ts'
import type { Notice } from '../webhooks/notice.ts'
import { startRun } from './start-run.ts'
import { loadWorkflowFile, loadWorkflows } from './workflow-file.ts'

const trigger = 'pull_request_target'

/**
 * Starts what waits for a `pull_request_target`: workflows as they stand on the default branch, with its code; their
 * checks show at the head of the pull request. What waits for `pull_request`, to run a pull request's code, is not started here.
 */
export async function startOnPull(github: GitHub, notice: Notice): Promise<void> {
  const { event, action, repository, sender, payload } = notice
  if (event !== 'pull_request' || action === undefined || typeof repository === 'string') return
  const issue = repository.issues.get(Number(payload.number))
  const ref = `refs/heads/${repository.defaultBranch}`
  const sha = await readRef(repository.folder, ref)
  if (issue === undefined || !isPull(issue) || sha === null) return
  const { baseRef, headRef, headSha } = issue.pull
  for (const workflow of await loadWorkflows(github, repository)) {
    const file = await loadWorkflowFile(repository, { path: workflow.path, sha })
    const parsed = parseWorkflow(workflow.path, file.source)
    if (!('workflow' in parsed) || !parsed.workflow.triggers.has(trigger)) continue
    const paths = (await comparePull(repository, issue)).files.map(({ filename }) => filename)
    if (!isTriggeredBy(parsed.workflow, { name: trigger, action, ref: `refs/heads/${baseRef}`, paths }))
      continue
    await startRun(github, repository, {
      ...{ workflow, file, ref, sha },
      actor: sender,
      event: { name: trigger, payload },
      head: { branch: headRef, sha: headSha },
    })
  }
}
