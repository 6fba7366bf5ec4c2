import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { celEnv, celFunc, CelScalar, isCelError, parse, plan, type CelInput } from '@bufbuild/cel'
import fc from 'fast-check'
import { parseApprovers } from '../../src/approvals/parse-approvers.ts'
import { evaluateCondition, type Condition } from '../../src/expression/condition.ts'
import { tenantScope, type Scope } from '../../src/expression/tenant-scope.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { testTenant } from '../../src/policy/run-rule-tests.ts'
import { daysBetween } from '../../src/tenant/day.ts'
import { parseSettings } from '../../src/tenant/settings/file.ts'
import type { DataProfile, Tenant } from '../../src/tenant/tenant.ts'
import { aBudget, aFile, aTenant, lakhs } from '../builders.ts'
import { anyData, some } from '../policy/any-data.ts'

const root = join(import.meta.dirname, '../../.github/landlord')
const shipped = (name: string) => aFile(`.github/landlord/${name}`, readFileSync(join(root, name)))
const settings = parseSettings(shipped('settings.yml')).settings!
const { policies } = parsePolicies(
  readdirSync(join(root, 'policies')).map((name) => shipped(`policies/${name}`)),
)
const rules = policies.flatMap((policy) => policy.rules)
const seats = parseApprovers(shipped('APPROVERS')).approvers.sections.flatMap(({ rules: lines }) =>
  lines.flatMap(({ condition }) => condition ?? []),
)

/** An amount in minor units, of which all our currencies have a hundred. */
const amounts = Object.entries({
  thousand: 1_000n,
  lakh: 100_000n,
  million: 1_000_000n,
  crore: 10_000_000n,
}).map(([name, unit]) => celFunc(name, [CelScalar.INT], CelScalar.INT, (n) => n * unit * 100n))
const env = celEnv({
  funcs: [
    ...amounts,
    celFunc('daysBetween', [CelScalar.STRING, CelScalar.STRING], CelScalar.INT, daysBetween),
  ],
})

/** Our plain objects are its maps. */
const asInput = (value: unknown): CelInput => {
  if (Array.isArray(value)) return value.map(asInput)
  if (typeof value !== 'object' || value === null) return value as CelInput
  return new Map(Object.entries(value).map(([key, inner]) => [key, asInput(inner)]))
}

const plans = new Map<string, ReturnType<typeof plan>>()

/** Yes, no, or that it cannot be said: what the other engine makes of the same expression. */
function secondOpinion(source: string, values: Record<string, CelInput>): boolean | 'error' {
  const run = plans.get(source) ?? plan(env, parse(source))
  plans.set(source, run)
  const result = run(values)
  if (isCelError(result)) return 'error'
  return typeof result === 'boolean' ? result : 'error'
}

const firstOpinion = (condition: Condition, scope: Scope): boolean | 'error' => {
  const answer = evaluateCondition(condition, scope)
  return 'error' in answer ? 'error' : answer.value
}

const inputsOf = ({ values }: Scope): Record<string, CelInput> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, asInput(value)]))

/** Expressions on which the two engines differ, each with both answers. */
function disagreements(conditions: readonly Condition[], scope: Scope): readonly string[] {
  const inputs = inputsOf(scope)
  return conditions.flatMap((condition) => {
    const [ours, theirs] = [firstOpinion(condition, scope), secondOpinion(condition.source, inputs)]
    return ours === theirs ? [] : [`${String(ours)} here, ${String(theirs)} there: ${condition.source}`]
  })
}

const conditionsOf = ({ match, expression }: (typeof rules)[number]) => [...match, expression]

const onboarded = (tenant: Tenant) => ({ kind: 'onboard', before: undefined, after: tenant }) as const

describe('two engines agree on every shipped rule, for every tenant of its tests', () => {
  test('there are enough of them for this to mean something', () => {
    expect(rules.length).toBeGreaterThan(30)
    expect(rules.flatMap(({ tests }) => tests).length).toBeGreaterThan(100)
    expect(seats.length).toBeGreaterThan(5)
  })

  test.each(rules)('$id', (rule) => {
    for (const one of rule.tests) {
      const tenant = testTenant(one, settings)
      if (typeof tenant === 'string') throw new Error(tenant)
      const scope = tenantScope(tenant, onboarded(tenant), settings, one.today ?? rule.effectiveFrom)
      expect(disagreements([...conditionsOf(rule), ...seats], scope)).toEqual([])
    }
  })
})

const anyTenant = fc
  .record({
    tier: fc.constantFrom('gold', 'silver', 'bronze'),
    region: fc.constantFrom(...Object.keys(settings.regions), 'moon-1'),
    data: anyData.map((data) => data as DataProfile),
    budget: fc.integer({ min: 0, max: 200 }).map((n) => aBudget(lakhs(n / 2))),
    models: some('gpt-4o', 'eu.anthropic.claude', 'us.anthropic.claude', 'global.x', 'apac.y'),
    lifecycle: fc.constantFrom({ state: 'active' as const }, { state: 'retired' as const }),
    contacts: some('champion', 'breach', 'dpo').map((roles) =>
      Object.fromEntries(roles.map((role) => [role, `${role}@acme.example`])),
    ),
    waivers: fc.constantFrom(undefined, [
      { rule: 'gdpr/dpia', until: '2027-01-31', reason: 'r', approvedBy: 'c@acme.example' },
    ]),
  })
  .map(aTenant)

test('and for whatever else a tenant may declare, before and after a change', () => {
  const everything = [...rules.flatMap(conditionsOf), ...seats]
  fc.assert(
    fc.property(anyTenant, anyTenant, (before, after) => {
      const change = { kind: 'change', before, after } as const
      for (const tenant of [before, after])
        expect(disagreements(everything, tenantScope(tenant, change, settings, '2026-11-21'))).toEqual([])
    }),
    { numRuns: 60 },
  )
})

test('a disagreement would be seen', () => {
  const [rule] = rules
  const tenant = aTenant()
  const scope = tenantScope(tenant, onboarded(tenant), settings, '2026-11-21')
  const forged = { ...rule!.expression, source: `!(${rule!.expression.source})` }
  expect(disagreements([forged], scope)).toHaveLength(1)
})
