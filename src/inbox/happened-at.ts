/**
 * When what a delivery tells of happened, by the field that GitHub sets at that moment. Undefined for events that have none:
 * a check run asked for again carries the time of the run, and a commit any time that its author likes.
 */
export function happenedAt(event: string, payload: object): Date | undefined {
  const [object, field] = fields[event] ?? []
  if (object === undefined || field === undefined) return undefined
  const about: unknown = Object.entries(payload).find(([name]) => name === object)?.[1]
  if (typeof about !== 'object' || about === null) return undefined
  const value: unknown = Object.entries(about).find(([name]) => name === field)?.[1]
  const at =
    // A push tells seconds where everything else tells ISO 8601.
    typeof value === 'number'
      ? new Date(value * 1000)
      : typeof value === 'string'
        ? new Date(value)
        : undefined
  return at === undefined || Number.isNaN(at.getTime()) ? undefined : at
}

const fields: Readonly<Record<string, readonly [object: string, field: string]>> = {
  pull_request: ['pull_request', 'updated_at'],
  // A dismissed review still tells when it was submitted; its pull request tells when it was dismissed.
  pull_request_review: ['pull_request', 'updated_at'],
  issue_comment: ['comment', 'created_at'],
  workflow_run: ['workflow_run', 'updated_at'],
  push: ['repository', 'pushed_at'],
}
