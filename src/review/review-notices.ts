import type { EstateRef } from '../tenant/estate-ref.ts'
import type { Notice } from '../tenant/notice.ts'
import { series } from './comment/words.ts'
import type { Verdict } from './verdict.ts'
import { waitingSeats } from './asking/waiting-seats.ts'

/** What there is to tell of a pull request under review: that it is there, and whom it waits for. Seats carry their `since`. */
export function reviewNotices(verdict: Verdict, estate: EstateRef): readonly Notice[] {
  const { pull, changes } = verdict
  const [first] = changes
  if (pull === undefined || pull.draft || pull.merged === true || first === undefined) return []
  const tenants = series(changes.map(({ tenant }) => tenant))
  const about = {
    ...{ estate, number: pull.number },
    ...(changes.length === 1 && { tenant: first.tenant }),
    ...(changes.length === 1 &&
      first.after !== undefined && { file: { path: first.file, sha: pull.headSha } }),
  }
  const request: Notice = {
    ...about,
    event: 'request',
    key: `request #${pull.number}`,
    says: `${pull.author} proposes a change of ${tenants}: ${pull.title}`,
    facts: [],
  }
  // Seats that opened together are told of together.
  const opened = Map.groupBy(waitingSeats(verdict), ({ since = '' }) => since)
  return [
    request,
    ...[...opened].map(([since, seats]): Notice => ({
      ...about,
      event: 'approval-needed',
      key: `approval-needed #${pull.number} ${since}`,
      says: `The change of ${tenants} waits for ${series(seats.map(({ name }) => name))}.`,
      facts: seats.map(({ name, because, approvers }) => [name, `${because} Asked: ${approvers.join(', ')}`]),
    })),
  ]
}
