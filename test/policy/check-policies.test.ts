import { describe, expect, test } from '@jest/globals'
import { checkPolicies } from '../../src/policy/check-policies.ts'
import { parsePolicies } from '../../src/policy/parse-policies.ts'
import { runRuleTests } from '../../src/policy/run-rule-tests.ts'
import type { Tenant } from '../../src/tenant/tenant.ts'
import { aFile, aSettings, aTenant } from '../builders.ts'

const path = '.github/landlord/policies/acme.yml'
const pack = (rule: string) => `apiVersion: landlord/v1
name: acme
basis: house
rules:
  - id: kept
${rule.replaceAll(/^/gm, '    ')}
    says: Data is kept for too long.
    fix: Set fewer days.
    source: House rule 7
    effectiveFrom: 2026-01-01
    pointer: /data/retentionDays
    tests:
      - { says: a month, tenant: { data: { retentionDays: 30 } }, expect: pass }
      - { says: a year, tenant: { data: { retentionDays: 365 } }, expect: fail }`

const check = (rule: string, differences: Partial<Tenant> = {}, on = '2026-11-21') => {
  const { policies, findings } = parsePolicies([aFile(path, pack(rule))])
  expect(findings).toEqual([])
  const tenant = aTenant(differences)
  return checkPolicies(policies, {
    tenant,
    file: 'tenants/vidya-school.yaml',
    change: { kind: 'onboard', before: undefined, after: tenant },
    settings: aSettings(),
    on,
  })
}
const keptFor = (retentionDays: number | undefined) => ({ data: { ...aTenant().data, retentionDays } })

describe('a rule', () => {
  test('that holds is listed as satisfied', () => {
    const { findings, satisfied } = check('expression: data.retentionDays <= 30', keptFor(30))
    expect(findings).toEqual([])
    expect(satisfied.map(({ id, source }) => [id, source])).toEqual([['acme/kept', 'House rule 7']])
  })

  test('that does not hold is a finding at the field it is about', () => {
    const { findings, satisfied } = check('severity: warn\nexpression: data.retentionDays <= 30', keptFor(31))
    expect(findings).toEqual([
      {
        rule: 'acme/kept',
        severity: 'warn',
        file: 'tenants/vidya-school.yaml',
        line: 1,
        column: 1,
        pointer: '/data/retentionDays',
        says: 'Data is kept for too long. (House rule 7)',
        fix: 'Set fewer days.',
      },
    ])
    expect(satisfied).toEqual([])
  })

  test.each([
    [
      'with its own values',
      '"Data is kept for " + string(data.retentionDays) + " days."',
      'Data is kept for 31 days. (House rule 7)',
    ],
    [
      'as it says anyway, and that its message failed',
      '"By " + contacts.dpo',
      'Data is kept for too long. [`messageExpression` failed: dpo is not set.] (House rule 7)',
    ],
  ])('with a message expression says it %s', (_, message, says) => {
    const rule = `messageExpression: '${message}'\nexpression: data.retentionDays <= 30`
    expect(check(rule, keptFor(31)).findings[0]?.says).toBe(says)
  })

  test.each([
    ['gives no text', 'data.retentionDays', 'expression/not-a-text'],
    ['names no field', '"By " + nobody', 'expression/type'],
  ])('whose message expression %s is refused when it is read', (_, message, rule) => {
    const text = pack(`messageExpression: '${message}'\nexpression: data.retentionDays <= 30`)
    expect(parsePolicies([aFile(path, text)]).findings).toMatchObject([{ rule, severity: 'deny', line: 6 }])
  })

  test('does not look at tenants that do not match', () => {
    const { findings, satisfied } = check('match: tier == "gold"\nexpression: "false"', keptFor(31))
    expect([findings, satisfied]).toEqual([[], []])
  })

  test.each([
    ['the day before', '2025-12-31', 0],
    ['on its day', '2026-01-01', 1],
  ])('is applied from its day on: %s', (_, on, count) => {
    expect(check('expression: data.retentionDays <= 30', keptFor(31), on).findings).toHaveLength(count)
  })

  test.each([
    ['expression', 'severity: info\nexpression: data.retentionDays <= 30', 7],
    ['match', 'match: data.retentionDays > 1\nexpression: "true"', 7],
  ])('whose %s cannot be decided lets nobody through, and is shown in the rule file', (_, rule, line) => {
    expect(check(rule, keptFor(undefined)).findings).toEqual([
      {
        rule: 'acme/kept',
        severity: 'deny',
        file: path,
        line,
        column: 5,
        pointer: '',
        says: 'The rule `acme/kept` could not be decided for `vidya-school`: retentionDays is not set.',
        fix: 'Let the rule ask `has(…)` before it reads a field that may be absent.',
        concerns: ['tenants/vidya-school.yaml'],
      },
    ])
  })
})

describe('the tests beside a rule', () => {
  const run = (rule: string, edit = (text: string) => text) => {
    const { policies, findings } = parsePolicies([aFile(path, edit(pack(rule)))])
    expect(findings).toEqual([])
    const result = runRuleTests(policies, aSettings())
    return {
      passed: result.runs.map(({ passed }) => passed),
      says: result.findings.map((f) => `${f.line} ${f.says}`),
    }
  }

  test('pass when the rule says what they expect', () => {
    expect(run('expression: data.retentionDays <= 30')).toEqual({ passed: [true, true], says: [] })
  })

  test('fail at their own line when it does not', () => {
    expect(run('expression: data.retentionDays <= 3000')).toEqual({
      passed: [true, false],
      says: ['14 The test "a year" of `acme/kept` expects fail and got pass.'],
    })
  })

  test('notice a rule that cannot be decided', () => {
    expect(run('expression: data.retentionDays <= usage.storageGiB').says).toEqual([
      '13 The test "a month" of `acme/kept` expects pass and got error (storageGiB is not set).',
      '14 The test "a year" of `acme/kept` expects fail and got error (storageGiB is not set).',
    ])
  })

  test('are themselves held to the schema of tenant files', () => {
    const { says } = run('expression: data.retentionDays <= 30', (text) =>
      text.replace('retentionDays: 30 ', 'retentiondays: 30 '),
    )
    expect(says).toEqual([
      '13 The tenant of the test "a month" is not valid: `retentiondays` is not a field that exists here.',
    ])
  })

  test('are missed where none shows that the rule can fail', () => {
    const { says } = run('expression: data.retentionDays <= 30', (text) => text.replace(/\n.*a year.*$/, ''))
    expect(says).toEqual(['6 No test of `acme/kept` expects fail, so nobody would notice if it never did.'])
  })
})
