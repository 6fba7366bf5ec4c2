import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { expectGolden } from '../golden.ts'
import { aClone, type Clone } from './a-clone.ts'

let clone: Clone
beforeEach(() => {
  clone = aClone()
  clone.write('terraform/main.tf', '')
})
afterEach(() => clone.remove())

/** A pack of one rule, whose second test is wrong when `fails` is not what the rule says. */
const pack = (expect: string) => `apiVersion: landlord/v1
name: town
basis: house
rules:
  - id: retention
    expression: has(data.retentionDays)
    says: Nobody said how long data is kept.
    fix: Set \`data.retentionDays\`.
    source: House rule 7
    effectiveFrom: 2026-01-01
    tests:
      - says: a year is fine
        tenant: { data: { classification: internal, retentionDays: 365 } }
        expect: pass
      - says: nothing said
        tenant: { data: { classification: internal } }
        expect: ${expect}
`

const shippedPacks = ['dpdpa', 'gdpr', 'hipaa', 'house', 'pci-dss', 'sox'].map(
  (name) => `.github/landlord/policies/${name}.yml`,
)

test('sound rules: every test as a sentence, 0', async () => {
  clone.write('.github/landlord/policies/town.yml', pack('fail'))
  const { stdout, stderr, code } = await clone.landlord('rules', 'test', '--on', '2026-11-21')
  expect(code).toBe(0)
  expect(stdout).toContain('town/retention\n  ✓ a year is fine\n  ✓ nothing said\n')
  expect(stdout).toContain('APPROVERS\n  ✓ { budget: { amount: 999999.99 } } asks nobody\n')
  expect(stderr).toMatch(/^\d+ tests of \d+ rules and APPROVERS: all pass\.\n$/)
})

test('a test that fails, and a rule that nothing breaks: both are shown where they stand', async () => {
  clone.write('.github/landlord/policies/town.yml', pack('pass'))
  clone.git('rm', '--quiet', ...shippedPacks)
  const { stdout, stderr, code } = await clone.landlord('rules', 'test', '--on', '2026-11-21')
  expect(code).toBe(1)
  expectGolden('cli/rules-test.txt', stdout)
  expect(stderr).toBe('23 tests of 1 rule and APPROVERS: 1 failed; 1 other finding.\n')
})

test('json: every test and every finding', async () => {
  clone.write('.github/landlord/policies/town.yml', pack('pass'))
  const { stdout, code } = await clone.landlord('rules', 'test', '--on', '2026-11-21', '--format', 'json')
  expect(code).toBe(1)
  const { tests, findings } = JSON.parse(stdout) as {
    tests: { rule: string; says: string; passed: boolean }[]
    findings: { rule: string; file: string }[]
  }
  expect(tests).toContainEqual({ rule: 'town/retention', says: 'nothing said', passed: false })
  expect(findings.map(({ rule }) => rule)).toEqual(['policy/untested', 'policy/test'])
})

describe('every other rule file has to be readable', () => {
  test.each([
    ['APPROVERS', '[CFO] when budget.yerly > 1\n* @acme/cfo\n'],
    ['settings.yml', 'apiVersion: landlord/v1\nregions: 7\n'],
    ['prices.yml', 'apiVersion: landlord/v1\nprices: 7\n'],
    ['exchange-rates.yml', 'apiVersion: landlord/v1\nrates: 7\n'],
  ])('%s', async (name, content) => {
    clone.write(`.github/landlord/${name}`, content)
    const { stdout, code } = await clone.landlord('rules', 'test', '--on', '2026-11-21')
    expect(code).toBe(1)
    expect(stdout).toMatch(new RegExp(`^\\.github/landlord/${name}:\\d+:\\d+ {2}error`, 'm'))
  })
})

test('APPROVERS: a test that fails and lines that decide nothing, each at its line', async () => {
  clone.write(
    '.github/landlord/APPROVERS',
    '[CFO] when budget.yearly > lakh(10)\n* @acme/cfo\n# test: { budget: { amount: 1000000 } } asks CFO\n[Docs]\ndocs/no-such-folder/ @acme/platform\n',
  )
  const { stdout, code } = await clone.landlord('rules', 'test', '--on', '2026-11-21', '--format', 'json')
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; line: number; says: string }[] }
  expect(code).toBe(1)
  expect(findings.map(({ rule, line }) => [rule, line])).toEqual([
    ['approvers/test', 3],
    ['approvers/untested', 2],
    ['approvers/matches-nothing', 5],
  ])
  expect(findings[0]?.says).toBe('This test expects `CFO` to be asked, and it is nobody.')
})

test('a folder without rules says what is missing', async () => {
  clone.git('rm', '-r', '--quiet', '.github/landlord')
  const { stdout, code } = await clone.landlord('rules', 'test', '--on', '2026-11-21')
  expect(code).toBe(1)
  expect(stdout).toContain('settings.yml')
  expect(stdout).toContain('APPROVERS')
})

test('a region that nobody has looked at for half a year is told, and is no failure', async () => {
  const { stdout, code } = await clone.landlord('rules', 'test', '--on', '2027-02-01', '--format', 'json')
  const { findings } = JSON.parse(stdout) as { findings: { rule: string; severity: string; line: number }[] }
  expect(code).toBe(0)
  expect(findings).toHaveLength(34)
  expect(findings[0]).toMatchObject({
    rule: 'settings/old-region',
    severity: 'info',
    line: expect.any(Number),
    says: 'That `eu-west-1` is `eea` was last looked at on 2026-08-01, 184 days ago.',
  })
  expect(findings[0]?.line).toBeGreaterThan(10)
})
