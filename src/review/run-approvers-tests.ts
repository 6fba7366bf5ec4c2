import { openSeats } from '../approvals/open-seats.ts'
import type { CostOf } from '../approvals/openings.ts'
import { maxApproversBytes } from '../approvals/parse-approvers.ts'
import { parseApproversTests, type ApproversTest } from '../approvals/parse-approvers-tests.ts'
import type { Seat } from '../approvals/seat.ts'
import type { CostFacts } from '../expression/cost-facts.ts'
import { testTenant, type RuleTestRun } from '../policy/run-rule-tests.ts'
import { aspectsOf } from '../tenant/aspects.ts'
import { classifyChange, type Change } from '../tenant/change.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import type { Finding } from '../tenant/finding.ts'
import { quote } from '../tenant/yaml/quote.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import type { Rules } from './read-rules.ts'
import { testedCost } from './cost/tested-cost.ts'

/** Under what name the runs are told, beside the rules of the packs. */
export const approversTests = 'APPROVERS'

export type ApproversTests = Readonly<{ runs: readonly RuleTestRun[]; findings: readonly Finding[] }>

/** Runs the tests that stand in APPROVERS. Once there is one, a condition that none of them makes true is told of. */
export function runApproversTests(file: EstateFile, rules: Rules): ApproversTests {
  const { tests, findings } = parseApproversTests(file, maxApproversBytes)
  const tried = tryTests(tests, rules)
  const failures = tried.flatMap(({ test, asked }) => {
    if (typeof asked === 'string')
      return [failed(file, test, `The tenant of this test is not valid: ${asked}`)]
    return isSame(asked, test.asks)
      ? []
      : [failed(file, test, `This test expects ${words(test.asks)} to be asked, and it is ${words(asked)}.`)]
  })
  const broken = new Set(failures.map(({ line }) => line))
  const opened = new Set(tried.flatMap(({ asked }) => (typeof asked === 'string' ? [] : asked.map(fold))))
  return {
    runs: tests.map(({ line, says }) => ({ rule: approversTests, says, passed: !broken.has(line) })),
    findings: [...findings, ...failures, ...(tests.length === 0 ? [] : untested(file, rules, opened))],
  }
}

type Tried = Readonly<{ test: ApproversTest; asked: readonly string[] | string }>

/** The file may come from anybody's pull request: what works too hard is ended, and fails. */
function tryTests(tests: readonly ApproversTest[], rules: Rules): readonly Tried[] {
  const conditions = rules.approvers.sections.flatMap((section) =>
    section.rules.flatMap(({ alternatives }) => alternatives.map(({ condition }) => condition)),
  )
  const spent = () => [...new Set(conditions)].reduce((sum, { meter }) => sum + meter.stepsSpent, 0)
  const before = spent()
  return tests.map((test, index) => ({
    test,
    asked: index < maxTests && spent() - before <= maxSteps ? askedBy(test, rules) : tooMuch,
  }))
}

/** About a second's work; an honest file takes a thousandth of it. */
const maxSteps = 4_000_000
const maxTests = 1_000
const tooMuch = 'it was not run, since the tests before it did too much work.'

/** The sections that ask somebody, each once; a sentence where the tenant is no sound one. */
function askedBy({ about }: ApproversTest, { approvers, settings }: Rules): readonly string[] | string {
  if ('path' in about) return namesOf(openSeats(approvers, [], [about], settings))
  const before = subjectOf(about.before, settings)
  const after = subjectOf(about.after, settings)
  if (typeof before === 'string') return before
  if (typeof after === 'string') return after
  const change = changeOf(before?.tenant, after?.tenant, settings)
  const none = { values: {}, missing: {} }
  const costOf: CostOf = (_, moment) => (moment === 'before' ? before : after)?.cost ?? none
  return namesOf(openSeats(approvers, [change], [{ path: change.file }], settings, costOf))
}

const namesOf = (seats: readonly Seat[]): readonly string[] => [...new Set(seats.map(({ name }) => name))]

type Subject = Readonly<{ tenant: Tenant; cost: CostFacts }>

/** The tenant of a test, and what the test says of its cost. */
function subjectOf(
  fields: Readonly<Record<string, unknown>> | undefined,
  settings: Settings,
): Subject | string | undefined {
  if (fields === undefined) return undefined
  const { cost: told, ...tenantFields } = fields
  const tenant = testTenant({ tenant: tenantFields }, settings)
  const cost = testedCost(told)
  if (typeof tenant === 'string') return tenant
  return typeof cost === 'string' ? cost : { tenant, cost }
}

function changeOf(before: Tenant | undefined, after: Tenant | undefined, settings: Settings): Change {
  const id = (after ?? before)?.id ?? ''
  return {
    kind: classifyChange(before, after),
    aspects: aspectsOf(before, after, settings),
    tenant: id,
    file: `tenants/${id}.yaml`,
    ...{ before, after, beforeBlob: undefined, afterBlob: undefined },
  }
}

const fold = (name: string): string => name.toLowerCase()

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.map(fold).sort().join('\n') === others.map(fold).sort().join('\n')

const words = (names: readonly string[]): string =>
  names.length === 0 ? 'nobody' : names.map(quote).join(', ')

const failed = ({ path }: EstateFile, { line }: ApproversTest, says: string): Finding => ({
  ...{ rule: 'approvers/test', severity: 'deny', file: path, line, column: 1, pointer: '' },
  ...{ says, fix: 'Mend the section or the test.' },
})

const untested = (
  { path }: EstateFile,
  { approvers }: Rules,
  opened: ReadonlySet<string>,
): readonly Finding[] =>
  approvers.sections.flatMap(({ name = 'Code owners', rules }) => {
    const conditional = rules.find(({ condition }) => condition !== undefined)
    if (conditional === undefined || opened.has(fold(name))) return []
    return [
      {
        ...{ rule: 'approvers/untested', severity: 'warn', file: path, line: conditional.line, column: 1 },
        pointer: '',
        says: `No test of this file makes ${quote(name)} be asked, so nobody would notice if it never were.`,
        fix: `Add one, such as \`# test: { tier: gold } asks ${name}\`.`,
      },
    ]
  })
