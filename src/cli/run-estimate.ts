import { renderChanges } from '../review/comment/changes.ts'
import { renderCosts } from '../review/comment/details.ts'
import { evaluate } from '../review/evaluate.ts'
import type { ReviewInput } from '../review/input.ts'
import type { Verdict } from '../review/verdict.ts'
import { isDay } from '../tenant/day.ts'
import { quote } from '../tenant/yaml/quote.ts'
import { UserError } from '../tenant/user-error.ts'
import { print, printJson } from './estate-options.ts'
import { estimateData, totalsData } from './estimate-data.ts'
import { formatEstimate } from './format/estimate.ts'
import { formatTotals, renderTotals } from './format/totals.ts'
import { loadLocalInput } from './local-input.ts'
import { pageWidth } from './format/page-width.ts'
import { paintStdout } from './format/paint.ts'
import { tellFindings } from './tell-findings.ts'
import { parseAssignment, withFields } from './what-if.ts'

export type EstimateOptions = Readonly<{
  repo: string
  base?: string
  all?: boolean
  on?: string
  set?: readonly string[]
  format: 'text' | 'json' | 'markdown'
}>

export async function runEstimate(paths: readonly string[], options: EstimateOptions): Promise<void> {
  const { repo, base, all = false, set = [], on } = options
  if (base !== undefined && (all || set.length > 0))
    throw new UserError('--base shows what has changed; --all and --set start from the files as they are.', {
      fix: 'Leave one of them out.',
    })
  if (all && paths.length > 0)
    throw new UserError('--all is every tenant, and some were named.', {
      fix: 'Leave out --all, or the names.',
    })
  if (on !== undefined && !isDay(on))
    throw new UserError(`--on ${quote(on)} is no day.`, { fix: 'Write it as 2026-11-21.' })
  const input = whatIf(await loadLocalInput(paths, { repo, base }), set)
  const verdict = evaluate(on === undefined ? input : { ...input, on, today: on })
  const compared = base !== undefined || set.length > 0
  switch (options.format) {
    case 'json':
      printJson(all ? { ...estimateData(verdict), totals: totalsData(verdict) } : estimateData(verdict))
      break
    case 'markdown':
      print(all ? renderTotals(verdict) : renderEstimate(verdict))
      break
    case 'text':
      print(
        all
          ? formatTotals(verdict)
          : formatEstimate(verdict, { width: pageWidth(), paint: paintStdout(), compared }),
      )
      break
  }
  tellFindings(verdict)
}

/** Each tenant as it is and as it would be. */
function whatIf(input: ReviewInput, set: readonly string[]): ReviewInput {
  if (set.length === 0) return input
  const assignments = set.map(parseAssignment)
  return {
    ...input,
    files: input.files.map(({ path, after }) => ({
      path,
      before: after,
      after: after && withFields(after, assignments),
    })),
  }
}

/** As the comment on a pull request shows it. */
const renderEstimate = (verdict: Verdict): string =>
  [renderChanges(verdict, 200), renderCosts(verdict, 200)].filter((part) => part !== '').join('\n\n')
