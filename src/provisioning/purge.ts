import { graceWarningsDays, patience, purgeApprovers } from './deadlines.ts'
import type { Operation } from './operation.ts'

/** ISO 8601: the first moment at which what was exported just now may be purged. */
export function endOfGrace({ graceDays }: Pick<Operation, 'graceDays'>, now: Date): string {
  const ms = graceDays === undefined ? (patience.GRACE?.forMs ?? 0) : graceDays * 86_400_000
  return new Date(now.getTime() + ms).toISOString()
}

/** Held again at the moment of dispatch, whoever says that it is due: grace is over and enough people said yes. */
export const mayPurge = ({ retirement }: Operation, now: Date): boolean =>
  retirement !== undefined &&
  now.getTime() >= Date.parse(retirement.purgeAfter) &&
  approversOf(retirement.approvals) >= purgeApprovers

/** People are counted, not comments. */
const approversOf = (approvals: readonly Readonly<{ login: string }>[]): number =>
  new Set(approvals.map(({ login }) => login.toLowerCase())).size

/** The warning to give now, in days before the end of grace; undefined = none, or it was given. */
export function warningDue({ retirement }: Operation, now: Date): number | undefined {
  if (retirement === undefined) return undefined
  const daysLeft = (Date.parse(retirement.purgeAfter) - now.getTime()) / 86_400_000
  const due = graceWarningsDays.filter((days) => daysLeft <= days).at(-1)
  return due === undefined || retirement.warned?.includes(due) === true ? undefined : due
}
