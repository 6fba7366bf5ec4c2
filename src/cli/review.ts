import type { Command } from 'commander'
import { loadLocalReview } from '../git/load-local-review.ts'
import { renderComment } from '../review/comment.ts'
import { evaluate } from '../review/evaluate.ts'
import { headlineOf } from '../review/headline.ts'
import type { Verdict } from '../review/verdict.ts'
import { addEstateOptions, print, printJson } from './estate-options.ts'
import { estimateData } from './estimate-data.ts'
import { seatData } from './format-seats.ts'
import { formatVerdict } from './format-verdict.ts'

type Options = Readonly<{ repo: string; base: string; head?: string; format: 'text' | 'json' | 'markdown' }>

export function addReview(program: Command): void {
  addEstateOptions(program.command('review'), ['text', 'json', 'markdown'])
    .requiredOption('--base <ref>', 'branch that the pull request would go into')
    .option('--head <ref>', 'commit to judge; without it the working tree, uncommitted files included')
    .description('the gate as a pull request would see it: findings, cost, seats')
    .addHelpText(
      'after',
      `
Rules are read at the base, as on GitHub: a branch is not judged by the rules it brings along. Who has approved is
not known here, so every seat shows as open. With --format markdown this prints the very comment.
Exit status: 0 it may pass (perhaps after approvals), 1 it would be refused, 2 it could not run.

Examples:
  landlord review --base main
  landlord review --base origin/main --head my-branch --format markdown`,
    )
    .action(review)
}

async function review({ repo, base, head, format }: Options): Promise<void> {
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
      print(formatVerdict(verdict, [...input.rules, ...input.files.flatMap(({ after }) => after ?? [])]))
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
})
