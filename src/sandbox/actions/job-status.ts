import type { Desk } from './desk.ts'
import type { Status } from './expression.ts'

/** What `success()`, `failure()` and `cancelled()` ask for. */
export function jobStatus(desk: Desk): Exclude<Status, 'skipped'> {
  if (desk.interrupted) return 'cancelled'
  return desk.failed ? 'failure' : 'success'
}
