import { judgeLines } from '../approvals/judge-lines.ts'
import { loadPaths } from '../git/load-paths.ts'
import { loadEstate } from '../git/working-tree.ts'
import { judgeRegions } from '../policy/judge-regions.ts'
import { runRuleTests, type RuleTestRun } from '../policy/run-rule-tests.ts'
import { approversPath, readRules } from '../review/read-rules.ts'
import { approversTests, runApproversTests } from '../review/run-approvers-tests.ts'
import { sortFindings } from '../review/comment/sort-findings.ts'
import { count } from '../review/comment/words.ts'
import { isDay } from '../tenant/day.ts'
import { isRulePath, type EstateFile } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import { locateFindings } from '../tenant/locate-findings.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { print, printJson, tell } from './estate-options.ts'
import { formatFindings } from './format/text.ts'
import { paintStdout, type Paint } from './format/paint.ts'

export type RulesTestOptions = Readonly<{ repo: string; on?: string; format: 'text' | 'json' }>

export async function runRulesTest({
  repo,
  on = new Date().toISOString().slice(0, 10),
  format,
}: RulesTestOptions): Promise<void> {
  if (!isDay(on))
    throw new UserError(`${JSON.stringify(on.slice(0, 40))} is no day.`, { fix: 'Write it as 2027-05-13.' })
  const files = loadEstate(repo).filter(({ path }) => isRulePath(path))
  const { tests, findings } = testRules(files, { on, paths: await loadPaths(repo) })
  if (format === 'json') printJson({ tests, findings })
  else {
    const paint = paintStdout()
    print(formatTests(tests, paint))
    if (findings.length > 0) print(`\n${formatFindings(findings, files, paint)}`)
  }
  const failed = tests.filter(({ passed }) => !passed).length
  const rules = new Set(tests.map(({ rule }) => rule))
  const asking = rules.delete(approversTests) ? ' and APPROVERS' : ''
  const others = findings.filter(({ rule }) => rule !== 'policy/test' && rule !== 'approvers/test').length
  tell(
    `${count(tests.length, 'test')} of ${count(rules.size, 'rule')}${asking}: ${failed === 0 ? 'all pass' : `${failed} failed`}` +
      `${others === 0 ? '' : `; ${count(others, 'other finding')}`}.`,
  )
  if (findings.some(denies)) process.exitCode = 1
}

type Tested = Readonly<{ tests: readonly RuleTestRun[]; findings: readonly Finding[] }>

/** With a broken rule file no test says anything, so none is run. */
function testRules(
  files: readonly EstateFile[],
  { on, paths }: Readonly<{ on: string; paths: readonly string[] | undefined }>,
): Tested {
  const { rules, findings } = readRules(files)
  if (rules === undefined) return { tests: [], findings: sortFindings(findings) }
  const { runs, findings: failures } = runRuleTests(rules.policies, rules.settings)
  const approversFile = files.find(({ path }) => path === approversPath)
  const asking = approversFile && runApproversTests(approversFile, rules)
  const idle = judgeLines(rules.approvers, paths)
  const old = locateFindings(judgeRegions(rules.settings, on), files)
  return {
    tests: [...(asking?.runs ?? []), ...runs],
    findings: sortFindings([...findings, ...(asking?.findings ?? []), ...idle, ...failures, ...old]),
  }
}

/** The tests as sentences, below the rule they are about. */
function formatTests(tests: readonly RuleTestRun[], paint: Paint): string {
  const byRule = Map.groupBy(tests, ({ rule }) => rule)
  return [...byRule]
    .map(([rule, runs]) =>
      [
        paint.bold(clean(rule)),
        ...runs.map(({ passed, says }) => `  ${passed ? paint.green('✓') : paint.red('✗')} ${clean(says)}`),
      ].join('\n'),
    )
    .join('\n')
}
