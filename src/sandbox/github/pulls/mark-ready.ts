import { stamp, type GitHub } from '../github.ts'
import type { Repository } from '../memory/repository.ts'
import { showPull } from '../show/pull.ts'
import { isPull } from './after-push.ts'

/** A draft becomes a pull request like any other. */
export async function markReady(
  github: GitHub,
  repository: Repository,
  { number, by }: { number: number; by: string },
): Promise<void> {
  const issue = repository.issues.get(number)
  if (!issue || !isPull(issue)) throw new Error(`No pull request ${number}.`)
  if (!issue.pull.draft) return
  issue.pull.draft = false
  issue.updatedAt = stamp(github)
  const action = 'ready_for_review'
  const pull_request = await showPull(github, repository, issue)
  github.announce({
    event: 'pull_request',
    action,
    repository,
    sender: by,
    payload: { action, number, pull_request },
  })
}
