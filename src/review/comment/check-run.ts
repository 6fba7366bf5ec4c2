import type { Finding, Severity } from '../../tenant/finding.ts'
import { clean, code, prose } from '../../tenant/markdown.ts'
import { renderBlastRadius } from '../blast-radius/comment.ts'
import { renderChanges } from './changes.ts'
import { renderFinding } from './findings.ts'
import { renderSeats } from './seats.ts'
import { firstThatFits } from '../first-that-fits.ts'
import { headlineOf, meaningOf } from './headline.ts'
import type { Verdict } from '../verdict.ts'

/** The check run `landlord`, which branch protection requires. */
export type CheckRun = Readonly<{
  name: typeof checkName
  headSha: string
  /**
   * `in progress` while approvals are open: a required check that has not ended blocks the merge like a failed one,
   * and shows as a yellow dot ("waiting") where `failure` and `action_required` both read as something broken.
   * GitHub marks it stale, which blocks as well, after 14 days; the next event opens a new one.
   */
  conclusion: 'success' | 'failure' | 'in progress'
  /** Plain text. */
  title: string
  /** Markdown. */
  summary: string
  annotations: readonly Annotation[]
}>

/** A finding in the margin of the changed file. Plain text throughout. */
export type Annotation = Readonly<{
  path: string
  line: number
  column: number
  level: 'failure' | 'warning' | 'notice'
  title: string
  message: string
}>

export const checkName = 'landlord'

/** Ten requests of fifty; beyond that a file list in the margin helps nobody. */
const maxAnnotations = 500
/** GitHub takes 65 535 characters. */
const maxSummary = 60_000

export function renderCheckRun(verdict: Verdict): CheckRun {
  const { findings, pull } = verdict
  return {
    name: checkName,
    headSha: pull?.headSha ?? '',
    conclusion: conclusions[verdict.outcome],
    title: clean(headlineOf(verdict), 200),
    summary: firstThatFits(
      [100, 30, 5].map((limit) => () => renderSummary(verdict, limit)),
      maxSummary,
    ),
    annotations: findings.slice(0, maxAnnotations).map(annotate),
  }
}

function renderSummary(verdict: Verdict, limit: number): string {
  const shown = verdict.findings.slice(0, limit)
  const left = verdict.findings.length - shown.length
  return [
    meaningOf(verdict),
    shown.map(renderFinding).join('\n'),
    left === 0 ? '' : `…and ${left} more; \`landlord check\` lists them all.`,
    renderSeats(verdict.approvals, 3),
    renderChanges(verdict, 20),
    renderBlastRadius(verdict.blastRadius, 5),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** Why an evaluation could not be done: in words where its reader can mend it, else by the delivery's id alone. */
export type Failure =
  Readonly<{ kind: 'user'; says: string; fix: string }> | Readonly<{ kind: 'ours'; delivery: string }>

/** Closed, on the commit that was being evaluated; never a stack, never a secret. */
export function renderFailure(headSha: string, failure: Failure): CheckRun {
  return {
    name: checkName,
    headSha,
    conclusion: 'failure',
    title: failure.kind === 'user' ? clean(failure.says, 200) : 'Landlord could not evaluate this change',
    summary:
      failure.kind === 'user'
        ? `${prose(failure.says, 2000)}\n\n→ ${prose(failure.fix, 2000)}`
        : [
            'Something went wrong inside Landlord, so the check stays closed. It is not about your change.',
            `Comment \`/landlord recheck\` to try again. If it stays, tell the platform team this delivery id: ${code(failure.delivery)}`,
          ].join('\n\n'),
    annotations: [],
  }
}

const conclusions: Readonly<Record<Verdict['outcome'], CheckRun['conclusion']>> = {
  approved: 'success',
  untouched: 'success',
  waiting: 'in progress',
  refused: 'failure',
}

const annotate = ({ file, line, column, severity, rule, says, fix }: Finding): Annotation => ({
  path: file,
  line,
  column,
  level: levels[severity],
  title: clean(rule, 200),
  message: `${clean(says, 2000)}\n${clean(fix, 2000)}`,
})

const levels: Readonly<Record<Severity, Annotation['level']>> = {
  deny: 'failure',
  warn: 'warning',
  info: 'notice',
}
