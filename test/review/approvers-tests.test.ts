import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import { approversPath, readRules } from '../../src/review/read-rules.ts'
import { runApproversTests } from '../../src/review/run-approvers-tests.ts'
import { aFile } from '../builders.ts'
import { aChangedFile, anInput, estateRules } from './an-estate.ts'

const sections = `[CFO] when budget.yearly >= lakh(10)
* @acme/cfo
[CTO] when tier == "gold" || cost.monthly > lakh(1)
tenants/ @acme/cto
[Docs]
docs/ @acme/platform
`
/** What the tests in `text`, below those sections, come to. */
function tried(text: string) {
  const file = aFile(approversPath, sections + text)
  const { rules } = readRules(estateRules.map((rule) => (rule.path === approversPath ? file : rule)))
  if (rules === undefined) throw new Error('The rules are broken.')
  return runApproversTests(file, rules)
}

describe('a comment is a test', () => {
  test.each([
    '{ budget: { amount: 999999.99 } } asks nobody',
    '{ budget: { amount: 1000000 } } asks CFO',
    '{ budget: { amount: 1000000 }, tier: gold } asks cto, CFO',
    '{ budget: { amount: 1000000 } } becomes { budget: { amount: 1 } } asks CFO',
    '{ tier: gold } becomes nothing asks CTO',
    '{ cost: { monthly: 100000.01 } } asks CTO',
    '{ name: "Who asks whom" } asks nobody',
    'docs/how.md asks Docs',
    'terraform/main.tf asks nobody',
  ])('that passes: %s', (says) => {
    const { runs, findings } = tried(`# test: ${says}\n`)
    expect(runs).toEqual([{ rule: 'APPROVERS', says, passed: true }])
    expect(findings.filter(({ severity }) => severity === 'deny')).toEqual([])
  })

  test.each([
    ['{ tier: gold } asks nobody', 'This test expects nobody to be asked, and it is `CTO`.'],
    ['docs/how.md asks CFO, Docs', 'This test expects `CFO`, `Docs` to be asked, and it is `Docs`.'],
    ['{ tier: golden } asks CTO', 'The tenant of this test is not valid: the estate has no tier `golden`.'],
    ['{ teir: gold } asks CTO', /^The tenant of this test is not valid: .*teir/],
    ['{ cost: { weekly: 1 } } asks CTO', 'The tenant of this test is not valid: `cost` has no `weekly`.'],
    ['{ cost: { monthly: dear } } asks CTO', /`cost.monthly` is no number/],
    ['{} becomes { tier: x } asks CTO', /no tier `x`/],
  ])('that fails: %s', (says, why) => {
    const { runs, findings } = tried(`# test: ${says}\n`)
    expect(runs).toEqual([{ rule: 'APPROVERS', says, passed: false }])
    expect(findings[0]).toMatchObject({ rule: 'approvers/test', severity: 'deny', line: 7 })
    expect(findings[0]?.says).toMatch(why)
  })

  test.each(['{ tier: gold asks CTO', '{ tier: gold }', '{ a: 1 } becomes 7 asks CTO', '{} asks CFO,,CTO'])(
    'that cannot be read: %s',
    (says) => {
      const { runs, findings } = tried(`# test: ${says}\n`)
      expect(runs).toEqual([])
      expect(findings).toMatchObject([{ severity: 'deny', line: 7, says: 'This test cannot be read.' }])
    },
  )

  test.each([
    '# test: this later',
    '# tests: { tier: gold }',
    '#testing asks nobody',
    '## test: { tier: gold }',
  ])('and any other comment is a comment: %s', (comment) => {
    expect(tried(`${comment}\n`)).toEqual({ runs: [], findings: [] })
  })
})

test('once there are tests, a condition that none of them makes true is told', () => {
  const { findings } = tried('# test: { tier: gold } asks CTO\n')
  expect(findings).toMatchObject([{ rule: 'approvers/untested', severity: 'warn', line: 2 }])
  expect(findings[0]?.says).toContain('`CFO`')
})

test('tests without end are ended, and fail', () => {
  const { runs } = tried('# test: docs/a asks Docs\n'.repeat(1_200))
  expect(runs.filter(({ passed }) => passed)).toHaveLength(1_000)
})

describe('on the pull request', () => {
  const text = new TextDecoder().decode(estateRules.find(({ path }) => path === approversPath)?.bytes)
  const findingsOf = (path: string, before: string, after: string) =>
    evaluate(anInput([aChangedFile(path, before, after)]))
      .findings.filter(({ rule }) => rule === 'approvers/test')
      .map(({ says }) => says)

  test('a condition that slips past its own test is refused', () => {
    const slipped = text.replace('budget.yearly >= lakh(10)', 'budget.yearly > lakh(10)')
    expect(findingsOf(approversPath, text, slipped)).toContain(
      'This test expects `CFO` to be asked, and it is nobody.',
    )
  })

  test('settings that change what the tests say are refused too', () => {
    const path = '.github/landlord/settings.yml'
    const settings = new TextDecoder().decode(estateRules.find((file) => file.path === path)?.bytes)
    const moved = settings.replace(
      'eu-west-1: { country: IE, jurisdiction: eea',
      'eu-west-1: { country: IS, jurisdiction: none',
    )
    expect(findingsOf(path, settings, moved)).toEqual([
      'This test expects nobody to be asked, and it is `Data Protection Officer`.',
    ])
  })

  test('what is shipped passes', () => {
    expect(findingsOf(approversPath, text, `${text}\n`)).toEqual([])
  })
})
