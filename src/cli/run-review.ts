import { loadLocalReview } from '../git/load-local-review.ts'
import { renderComment } from '../review/comment/comment.ts'
import { evaluate } from '../review/evaluate.ts'
import { headlineOf } from '../review/comment/headline.ts'
import type { Verdict } from '../review/verdict.ts'
import { print, printJson } from './estate-options.ts'
import { estimateData } from './estimate-data.ts'
import { seatData } from './format/seats.ts'
import { formatVerdict } from './format/verdict.ts'
import { pageWidth } from './format/page-width.ts'
import { paintStdout } from './format/paint.ts'
import { radiusData } from './radius-data.ts'

export type ReviewOptions = Readonly<{
  repo: string
  base: string
  head?: string
  format: 'text' | 'json' | 'markdown'
}>

export async function runReview({ repo, base, head, format }: ReviewOptions): Promise<void> {
  const input = await loadLocalReview(repo, { base, head, now: new Date().toISOString() })
  const verdict = evaluate(input)
  switch (format) {
    case 'markdown':
      print(renderComment(verdict).body)
      break
    case 'json':
      printJson(verdictData(verdict))
      break
    case 'text':
      print(
        formatVerdict(verdict, [...input.rules, ...input.files.flatMap(({ after }) => after ?? [])], {
          paint: paintStdout(),
          width: pageWidth(),
        }),
      )
      break
  }
  if (verdict.outcome === 'refused') process.exitCode = 1
}

const verdictData = (verdict: Verdict) => ({
  outcome: verdict.outcome,
  headline: headlineOf(verdict),
  changes: verdict.changes.map(({ tenant, kind, file }) => ({ tenant, kind, file })),
  rulesChanged: verdict.rulesChanged,
  findings: verdict.findings,
  estimate: estimateData(verdict),
  capacity: verdict.capacity,
  seats: verdict.approvals.seats.map(seatData),
  decision: verdict.approvals.decision,
  plan: verdict.plan,
  blastRadius: verdict.blastRadius === undefined ? null : radiusData(verdict.blastRadius),
})
