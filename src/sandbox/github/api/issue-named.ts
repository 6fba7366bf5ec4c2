import type { Permission } from '../access/access.ts'
import { fieldsOf } from '../http/fields.ts'
import { notFound } from '../http/refusal.ts'
import type { RepositoryCall } from '../http/route.ts'
import type { Issue } from '../memory/issue.ts'

/** Issues and pull requests share these addresses, so either permission opens them. */
export const reading: readonly Permission[] = ['issues:read', 'pull_requests:read']
export const writing: readonly Permission[] = ['issues:write', 'pull_requests:write']

export function issueOf({ repository, params }: RepositoryCall): Issue {
  const issue = repository.issues.get(Number(params.issue_number))
  if (!issue) throw notFound()
  return issue
}

/** Labels come as names or as objects with a name. */
export function readLabels(given: unknown): string[] | undefined {
  if (!Array.isArray(given)) return undefined
  return given.map((label: unknown) => (typeof label === 'string' ? label : fieldsOf(label).text('name')))
}
