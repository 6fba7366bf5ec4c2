import type { Accept } from './app.ts'

/**
 * GitHub signs the body and nothing else: whoever once got hold of a delivery can send it again under another id. The
 * body tells when things happened; what happened longer ago than GitHub ever redelivers (three days; docs.github.com,
 * "Redelivering webhooks") is no delivery of GitHub's. A day is for clocks and for retries on its side. Younger ones are
 * a redelivery that nobody asked for: harmless, since every job reads the present state.
 */
const oldestMs = 4 * 24 * 3_600_000

type Told = Readonly<{ now: () => Date; refused: (delivery: Parameters<Accept>[0]) => void }>

/** Takes what is fresh, or does not tell its age; the rest is told of and left out. */
export const refusingStale =
  (accept: Accept, { now, refused }: Told): Accept =>
  async (delivery, jobs) => {
    if (delivery.at !== undefined && now().getTime() - delivery.at.getTime() > oldestMs) refused(delivery)
    else await accept(delivery, jobs)
  }

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
