/**
 * `accepted`: kept for work, or of no concern. `repeated`: known already. `stale`: too old to be anything but a replay.
 * `refused`: not signed, not readable or too large. `failed`: it could not be kept, and GitHub shows it so.
 */
export type DeliveryOutcome = 'accepted' | 'repeated' | 'stale' | 'refused' | 'failed'

/** A header that anybody may send must not make a new time series each time. */
const events: ReadonlySet<string> = new Set([
  ...['check_run', 'check_suite', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review'],
  ...['push', 'workflow_run', 'installation', 'installation_repositories', 'ping'],
])

export const nameOf = {
  event: (event: string): string => (events.has(event) ? event : 'other'),
  /** `2xx` … `5xx`; `lost` = no answer came. */
  status: (status: number | undefined): string =>
    status === undefined ? 'lost' : `${Math.trunc(status / 100)}xx`,
}
