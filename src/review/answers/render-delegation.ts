import { createHash } from 'node:crypto'
import { dayInWords, type Delegation } from '../../approvals/delegation.ts'
import { delegationsPath } from '../../approvals/parse-delegations.ts'
import { clean, code, prose, text } from '../../tenant/markdown.ts'
import { answer } from './answer.ts'
import type { Comment } from '../comment/comment.ts'

type Row = Omit<Delegation, 'line'>

/** The pull request that adds one row to delegations.yml. */
export function renderDelegation(
  { from, to, until, reason }: Row,
  asked: number,
): Readonly<{ branch: string; title: string; body: string; commitMessage: string }> {
  const title = `Delegate approvals of ${clean(from, 100)} to ${clean(to, 100)} until ${until}`
  const digest = createHash('sha256')
    .update(JSON.stringify([from, to, until]))
    .digest('hex')
    .slice(0, 12)
  return {
    branch: `landlord/delegate-${digest}`,
    title,
    // Whoever hands a seat on has a part in this change, and cannot approve it alone.
    commitMessage: `${title}\n\nCo-authored-by: ${clean(from, 100)} <${clean(from, 100)}@users.noreply.github.com>\n`,
    body: `${code(from)} asked for this on #${asked}: until ${dayInWords(until)}, itself included, ${code(to)} may fill whatever seat ${code(from)} may fill.

Why: ${text(reason, 300)}

It adds one row to ${code(delegationsPath)} and takes effect when it is merged, after the approvals that a change of the rules needs; ${code(from)} counts as its author.
`,
  }
}

export const renderDelegationOpened = (asker: string, { to, until }: Row, pull: number): Comment =>
  answer([
    `For ${code(asker)}: #${pull} asks that ${code(to)} may act for you until ${dayInWords(until)}. Nothing has changed yet: it takes effect when it is merged.`,
  ])

/** Why nothing was handed on. */
export const renderNotDelegated = (asker: string, why: string): Comment =>
  answer([`For ${code(asker)}: nothing was handed on. ${prose(why)}`])
