import { tenantScope } from '../expression/tenant-scope.ts'
import type { Declaration } from '../tenant/declaration.ts'
import type { Finding } from '../tenant/finding.ts'
import { parseMoney } from '../tenant/money.ts'
import { tenantValidator } from '../tenant/tenant-validator.ts'
import { resolveDeclaration } from '../tenant/resolve-declaration.ts'
import { schemaSentence } from '../tenant/schema-sentence.ts'
import type { Settings } from '../tenant/settings/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { judgeRule } from './check-policies.ts'
import { askScope } from './ask.ts'
import type { Policy, Rule, RuleTest } from './policy.ts'

export type RuleTestRun = Readonly<{ rule: string; says: string; passed: boolean }>

/** Runs the tests that stand beside the rules; a failed one, and a rule that none of them breaks, is a finding. */
export function runRuleTests(
  policies: readonly Policy[],
  settings: Settings,
): Readonly<{ runs: readonly RuleTestRun[]; findings: readonly Finding[] }> {
  const trials = policies.flatMap((policy) =>
    policy.rules.flatMap((rule) => rule.tests.map((test) => ({ policy, rule, test, settings }))),
  )
  const tried = runTrials(trials)
  return {
    runs: tried.map(({ run }) => run),
    findings: [
      ...tried.flatMap(({ finding }) => (finding === undefined ? [] : [finding])),
      ...policies.flatMap((policy) => policy.rules.flatMap((rule) => untested(policy, rule))),
    ],
  }
}

type Trial = Readonly<{ policy: Policy; rule: Rule; test: RuleTest; settings: Settings }>

/** All tests of an honest estate take a hundredth of it, which is a second at the worst. */
const maxSteps = 4_000_000

/** A pack may come from anybody's pull request: what works too hard is ended, and that is a finding of its own. */
function runTrials(trials: readonly Trial[]): readonly Tried[] {
  const tried: Tried[] = []
  let steps = 0
  for (const trial of trials) {
    if (steps > maxSteps) return [...tried, tooMuch(trial)]
    const before = stepsOf(trial.rule)
    tried.push(runTest(trial))
    steps += stepsOf(trial.rule) - before
  }
  return tried
}

const stepsOf = ({ match, expression }: Rule): number =>
  [...match, expression].reduce((sum, { meter }) => sum + meter.stepsSpent, 0)

const tooMuch = ({ policy, rule, test }: Trial): Tried => ({
  run: { rule: rule.id, says: test.says, passed: false },
  finding: at(policy, {
    place: test,
    rule: 'policy/tests-too-long',
    says: 'The tests before this one did so much work that this one and those after it were not run.',
    fix: 'Write simpler rules: no loops in loops, no long patterns.',
  }),
})

type Tried = Readonly<{ run: RuleTestRun; finding: Finding | undefined }>

function runTest(trial: Trial): Tried {
  const { policy, rule, test, settings } = trial
  const said = (says: string, fix: string) => ({
    run: { rule: rule.id, says: test.says, passed: false },
    finding: at(policy, { place: test, rule: 'policy/test', says, fix }),
  })
  const tenant = testTenant(test, settings)
  if (typeof tenant === 'string')
    return said(`The tenant of the test "${test.says}" is not valid: ${tenant}`, 'Mend the test.')
  const change = { kind: 'onboard', before: undefined, after: tenant } as const
  const scope = tenantScope(tenant, change, settings, test.today ?? rule.effectiveFrom)
  const judgement = judgeRule(
    rule,
    askScope(() => scope),
  )
  if (judgement.outcome === test.expect)
    return { run: { rule: rule.id, says: test.says, passed: true }, finding: undefined }
  const why = judgement.outcome === 'error' ? ` (${judgement.why})` : ''
  return said(
    `The test "${test.says}" of \`${rule.id}\` expects ${test.expect} and got ${judgement.outcome}${why}.`,
    'Mend the rule or the test.',
  )
}

const untested = (policy: Policy, rule: Rule): readonly Finding[] =>
  (['pass', 'fail'] as const)
    .filter((outcome) => !rule.tests.some(({ expect }) => expect === outcome))
    .map((outcome) =>
      at(policy, {
        place: rule,
        rule: 'policy/untested',
        says: `No test of \`${rule.id}\` expects ${outcome}, so nobody would notice if it never did.`,
        fix: `Add a test with \`expect: ${outcome}\`.`,
      }),
    )

/** The test's own fields over a small tenant; a sentence when that is no sound declaration. */
export function testTenant(test: Pick<RuleTest, 'tenant'>, settings: Settings): Tenant | string {
  const declared: unknown = merged(base, test.tenant)
  const validate = tenantValidator()
  if (!validate(declared)) {
    const first = validate.errors
      ?.map((error) => schemaSentence(error, undefined))
      .find((says) => says !== undefined)
    return first?.says ?? 'it does not fit the schema of tenant files.'
  }
  const declaration = declared as Declaration
  const amount = parseMoney(String(declaration.budget.amount), declaration.budget.currency)
  if (amount === undefined) return 'its budget is not an amount of money.'
  if (!Object.hasOwn(settings.tiers, declaration.tier))
    return `the estate has no tier \`${declaration.tier}\`.`
  return resolveDeclaration(declaration, { amount, settings })
}

const base = {
  apiVersion: 'landlord/v1',
  id: 'test-tenant',
  name: 'Test tenant',
  tier: 'bronze',
  region: 'eu-west-1',
  owner: 'owner@acme.example',
  businessUnit: 'test',
  costCenter: 'CC-1',
  glCode: '1',
  budget: { amount: 100_000, currency: 'INR', period: 'year' },
  data: { classification: 'internal' },
}

/** Mappings are merged, everything else is replaced. */
function merged(under: unknown, over: unknown): unknown {
  if (!isMapping(under) || !isMapping(over)) return over
  const result = { ...under }
  for (const [key, value] of Object.entries(over)) result[key] = merged(under[key], value)
  return result
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const at = (
  policy: Policy,
  about: Readonly<{
    place: Readonly<{ line: number; column: number }>
    rule: string
    says: string
    fix: string
  }>,
): Finding => ({
  rule: about.rule,
  severity: 'deny',
  file: policy.file,
  line: about.place.line,
  column: about.place.column,
  pointer: '',
  says: about.says,
  fix: about.fix,
})
