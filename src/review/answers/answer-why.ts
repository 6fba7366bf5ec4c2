import type { PersonView } from '../../approvals/why-person.ts'
import { code, prose, table, text } from '../../tenant/markdown.ts'
import { answer } from './answer.ts'
import type { Comment } from '../comment/comment.ts'
import { stateOf } from '../comment/seats.ts'

/** For one person and one pull request: seat by seat whether they could fill it, and what became of each review. */
export function renderWhy(asker: string, { login, seats, reviews }: PersonView): Comment {
  const rows = seats.map(({ seat, can, why }) => [
    `**${text(seat.name, 80)}** (${stateOf(seat)})`,
    can === 'no' ? '❌ no' : '✅ yes',
    prose(why),
  ])
  const given = reviews.map(
    ({ review, counts, why }) =>
      `- ${verbs[review.state]} ${code(review.sha.slice(0, 7))} on ${text(review.submittedAt.slice(0, 10))}: ${counts ? 'counts' : 'does not count'}, ${prose(why)}`,
  )
  return answer([
    `For ${code(asker)}: what ${code(login)} can do here.`,
    seats.length === 0
      ? 'No section of APPROVERS opens a seat for this change, so nobody’s approval is needed.'
      : table(['Seat', 'Can fill it', 'Why'], rows),
    given.length === 0
      ? `${code(login)} has not reviewed this pull request.`
      : ['Their reviews:', ...given].join('\n'),
  ])
}

const verbs = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'asked for changes at',
  COMMENTED: 'commented at',
  DISMISSED: 'dismissed review of',
} as const
