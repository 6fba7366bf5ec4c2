import { text } from '../../tenant/markdown.ts'
import { renderBlastRadius } from '../blast-radius/comment.ts'
import { renderCapacity } from './capacity.ts'
import { renderChanges } from './changes.ts'
import { renderCosts, renderPlan, renderRecheck } from './details.ts'
import { renderFindings } from './findings.ts'
import { renderFoot } from './foot.ts'
import { renderSeats } from './seats.ts'
import { firstThatFits } from '../first-that-fits.ts'
import { headlineOf, meaningOf } from './headline.ts'
import type { Outcome, Verdict } from '../verdict.ts'

/** The one sticky comment of a pull request. */
export type Comment = Readonly<{
  /** Where the comment is found again, together with its author. */
  marker: string
  body: string
  /** False: only an existing comment is brought up to date; nobody is told that there is nothing to say. */
  create: boolean
}>

export const reviewMarker = '<!-- landlord:review -->'

/** GitHub takes 65 536 characters; the rest is room for what it adds itself. */
const maxCharacters = 60_000

/** How many of each kind are shown. What matters most for the decision is given up last. */
type Limits = Readonly<{
  changes: number
  findings: number
  costs: number
  seatFiles: number
  radius: number
}>
const limits: readonly Limits[] = [
  { changes: 200, findings: 200, costs: 200, seatFiles: 20, radius: 100 },
  { changes: 200, findings: 200, costs: 20, seatFiles: 10, radius: 50 },
  { changes: 100, findings: 100, costs: 5, seatFiles: 5, radius: 30 },
  { changes: 50, findings: 50, costs: 0, seatFiles: 3, radius: 10 },
  { changes: 10, findings: 20, costs: 0, seatFiles: 1, radius: 5 },
]

/** The decision as a finance officer reads it: headline, changes, seats, findings; the evidence folded away. */
export function renderComment(verdict: Verdict): Comment {
  const body = firstThatFits(
    limits.map((limit) => () => render(verdict, limit)),
    maxCharacters,
  )
  return { marker: reviewMarker, body, create: verdict.outcome !== 'untouched' }
}

function render(verdict: Verdict, limit: Limits): string {
  const { pull, outcome } = verdict
  const sections = [
    `${reviewMarker}\n<!-- valid-at: ${pull?.headSha ?? 'working tree'} -->`,
    `### ${signs[outcome]} ${text(headlineOf(verdict))}`,
    meaningOf(verdict),
    renderChanges(verdict, limit.changes),
    renderBlastRadius(verdict.blastRadius, limit.radius),
    renderFindings(verdict.findings, limit.findings),
    renderSeats(verdict.approvals, limit.seatFiles),
    renderCosts(verdict, limit.costs),
    renderCapacity(verdict),
    renderPlan(verdict.plan, limit.changes),
    outcome === 'untouched' ? '' : renderRecheck(pull?.baseRef),
    renderFoot(verdict),
  ]
  return sections.filter((section) => section !== '').join('\n\n') + '\n'
}

const signs: Readonly<Record<Outcome, string>> = {
  approved: '✅',
  waiting: '⏳',
  refused: '❌',
  untouched: '➖',
}
