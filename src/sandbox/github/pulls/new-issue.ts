import { stamp, type GitHub } from '../github.ts'
import type { Issue } from '../memory/issue.ts'
import type { Repository } from '../memory/repository.ts'

/** What an issue and a pull request both begin as; the caller says which it is, and keeps it. */
export function newIssue(
  github: GitHub,
  repository: Repository,
  about: Pick<Issue, 'title' | 'body' | 'author'>,
): Omit<Issue, 'pull'> {
  const at = stamp(github)
  return {
    id: github.nextId(),
    number: nextNumber(repository),
    ...about,
    state: 'open',
    stateReason: null,
    createdAt: at,
    updatedAt: at,
    closedAt: null,
    closedBy: null,
    labels: new Set(),
    assignees: [],
    comments: [],
  }
}

/** Issues and pull requests share one sequence. */
const nextNumber = (repository: Repository) => Math.max(0, ...repository.issues.keys()) + 1
