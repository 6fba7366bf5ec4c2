import { dayInWords } from '../../approvals/delegation.ts'
import type { Seat } from '../../approvals/seat.ts'
import { prose, text } from '../../tenant/markdown.ts'
import type { Comment } from '../comment/comment.ts'
import { whomToAsk } from './whom-to-ask.ts'

/** A seat about which a step was taken; `tell`: who is told beyond those asked, as `@org/team` or `@login`. */
export type Overdue = Readonly<{ seat: Seat; step: 'remind' | 'escalate'; tell: readonly string[] }>

/**
 * One comment for everything that is due on a pull request: a comment of its own, since GitHub notifies those it
 * mentions only when it is written. By its id it is found again, and never written twice.
 */
export function renderReminder(id: number, overdue: readonly Overdue[]): Comment {
  const marker = `<!-- landlord:reminder ${id} -->`
  const reminded = overdue.filter(({ step }) => step === 'remind')
  const escalated = overdue.filter(({ step }) => step === 'escalate')
  const parts = [
    marker,
    ...(reminded.length === 0 ? [] : ['⏰ This change still waits for an approval.', lines(reminded)]),
    ...(escalated.length === 0
      ? []
      : [
          '📣 Nobody has answered for long.',
          lines(escalated),
          beyond(escalated.flatMap(({ tell }) => tell)),
        ]),
    'Approve or request changes in an ordinary review; `/landlord delegate @user until DATE` hands a seat on while you are away. Nobody is reminded of the same a second time.',
  ]
  return { marker, body: `${parts.filter((part) => part !== '').join('\n\n')}\n`, create: true }
}

const lines = (overdue: readonly Overdue[]): string =>
  overdue
    .map(({ seat }) => {
      const since = seat.since === undefined ? '' : `, since ${dayInWords(seat.since.slice(0, 10))}`
      return `- **${text(seat.name, 80)}**${since}: ${prose(seat.because)} ${mentions(whomToAsk(seat).map((who) => `@${who}`))}`
    })
    .join('\n')

/** Not to be taken for a right to approve. */
const beyond = (tell: readonly string[]): string => {
  const named = mentions([...new Set(tell)])
  return named === '' ? '' : `${named}: can you help? Who may approve stays as \`APPROVERS\` says.`
}

/** The only mentions that Landlord ever writes: names that GitHub itself gave, or the rules of the base branch. */
const mentions = (names: readonly string[]): string =>
  names
    .filter((name) => /^@[A-Za-z0-9][A-Za-z0-9_-]*(\/[A-Za-z0-9_.-]+)?$/.test(name))
    .slice(0, 20)
    .join(' ')
