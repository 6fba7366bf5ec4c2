import { loadEstate, loadRules } from '../git/working-tree.ts'
import { runRuleTests } from '../policy/run-rule-tests.ts'
import type { BlastRadius } from '../review/blast-radius/blast-radius.ts'
import { renderBlastRadius } from '../review/blast-radius/comment.ts'
import { evaluateBlastRadius } from '../review/blast-radius/evaluate.ts'
import { overflows } from '../review/blast-radius/pools.ts'
import { readRules } from '../review/read-rules.ts'
import { sortFindings } from '../review/comment/sort-findings.ts'
import { count } from '../review/comment/words.ts'
import { isDay } from '../tenant/day.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { UserError } from '../tenant/user-error.ts'
import { print, printJson, tell } from './estate-options.ts'
import { formatRadius } from './format/radius.ts'
import { formatFindings } from './format/text.ts'
import { pageWidth } from './format/page-width.ts'
import { paintStdout } from './format/paint.ts'
import { radiusData } from './radius-data.ts'

export type SimulateOptions = Readonly<{
  repo: string
  rules: string
  on?: string
  format: 'text' | 'json' | 'markdown'
}>

export function runSimulate({ repo, rules: folder, on = todayIs(), format }: SimulateOptions): void {
  if (!isDay(on))
    throw new UserError(`${JSON.stringify(on.slice(0, 40))} is no day.`, { fix: 'Write it as 2027-05-13.' })
  const files = loadEstate(repo)
  const [before, after] = [files.filter(({ path }) => isRulePath(path)), loadRules(folder)]
  const findings = flawsOf(before, after)
  const radius = evaluateBlastRadius({ before, after, tenants: files, on, today: on })
  switch (format) {
    case 'json':
      printJson({ findings, ...radiusData(radius, on) })
      break
    case 'markdown':
      if (radius !== undefined) print(renderBlastRadius(radius, 200))
      break
    case 'text':
      if (findings.length > 0) print(formatFindings(findings, after, paintStdout()))
      if (radius !== undefined) print(formatRadius(radius, { paint: paintStdout(), width: pageWidth() }))
      break
  }
  const errors = findings.filter(denies).length
  if (errors > 0) tell(`The rules of ${folder} cannot come into force: ${count(errors, 'error')}.`)
  if (radius === undefined) tell('So nothing was compared.')
  if (errors > 0 || radius === undefined || isBadNews(radius)) process.exitCode = 1
}

/** Those of the rules to try, their tests included; those of the estate's own where these are broken. */
function flawsOf(before: readonly EstateFile[], after: readonly EstateFile[]): readonly Finding[] {
  const [own, tried] = [readRules(before), readRules(after)]
  const tests =
    tried.rules === undefined ? [] : runRuleTests(tried.rules.policies, tried.rules.settings).findings
  return sortFindings([...(own.rules === undefined ? own.findings : []), ...tried.findings, ...tests])
}

const isBadNews = ({ affected, pools }: BlastRadius): boolean =>
  affected.some(({ gate }) => gate?.after === 'refused') || pools.some(overflows)

const todayIs = (): string => new Date().toISOString().slice(0, 10)
