import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import { readRules } from '../../src/review/read-rules.ts'
import type { ReviewInput } from '../../src/review/input.ts'
import { settingsPath } from '../../src/tenant/settings/file.ts'
import { aFile } from '../builders.ts'
import { aChangedFile, anAddedFile, anInput, estateRules, tenantText } from './an-estate.ts'

const textOf = (path: string): string =>
  new TextDecoder().decode(estateRules.find((file) => file.path === path)?.bytes)
const withRules = (...changed: readonly (readonly [string, string])[]): ReviewInput['rules'] => [
  ...estateRules.filter(({ path }) => changed.every(([other]) => other !== path)),
  ...changed.map(([path, text]) => aFile(path, text)),
]
/** The estate's settings with these guardrails alone. */
const guarded = (...guardrails: readonly string[]) => {
  const settings = textOf(settingsPath).replace(/^guardrails:\n(?:(?: .*)?\n)*/m, '')
  return withRules([
    settingsPath,
    `${settings}\nguardrails:\n${guardrails.map((one) => `  - { ${one} }\n`).join('')}`,
  ])
}
const unpriced = (rules: ReviewInput['rules']): ReviewInput['rules'] =>
  rules.filter(({ path }) => !path.endsWith('/prices.yml'))

const school = tenantText('vidya-school')
const path = 'tenants/vidya-school.yaml'
const more = (queries: number) =>
  school.replace('isolation: pool\n', `isolation: pool\nusage: { queriesPerMonth: ${queries} }\n`)
const small = more(10_000)
const change = (after: string, rules: ReviewInput['rules'], before = small) =>
  evaluate(anInput([aChangedFile(path, before, after)], { rules }))
const saysOf = ({ findings }: ReturnType<typeof evaluate>) =>
  findings.filter(({ rule }) => rule === 'cost/guardrail').map(({ severity, says }) => `${severity}: ${says}`)
const seatsOf = ({ approvals }: ReturnType<typeof evaluate>) =>
  approvals.seats.map(({ name, because }) => `${name}: ${because}`)

describe('a guardrail', () => {
  test('on the step refuses what goes beyond it, at the budget’s line, and lets through what does not', () => {
    const rules = guarded('name: A big step, when: cost.increase > thousand(10), then: deny')
    const refused = change(more(2_000_000), rules)
    expect(saysOf(refused)).toEqual([
      expect.stringMatching(/^deny: A big step: The estimate rises by ₹[\d,.]+ a month, above ₹10,000\.$/),
    ])
    expect(refused.outcome).toBe('refused')
    expect(refused.findings.find(({ rule }) => rule === 'cost/guardrail')).toMatchObject({
      file: path,
      line:
        more(1)
          .split('\n')
          .findIndex((line) => line.startsWith('budget:')) + 1,
    })
    expect(saysOf(change(more(11_000), rules))).toEqual([])
  })
  test('in percent warns, and holds nothing up', () => {
    const warned = change(
      more(400_000),
      guarded('name: Half as much again, when: cost.increasePercent >= 50, then: warn'),
    )
    expect(saysOf(warned)).toEqual([
      expect.stringMatching(/^warn: Half as much again: The estimate rises by \d+ %, at or above 50 %\.$/),
    ])
    expect(warned.outcome).toBe('approved')
  })
  const crossing = guarded('name: Beyond the budget, when: cost.crossesBudget, then: seat, seat: CFO')
  test('on the budget opens a seat when it is crossed from below, and not again above it', () => {
    expect(seatsOf(change(small, crossing, school))).toEqual([])
    expect(seatsOf(change(more(3_000_000), crossing))).toEqual([
      expect.stringMatching(
        /^CFO: With this change the estimate comes to be above the budget \(₹[\d,.]+ a year, of ₹2,00,000\)\.$/,
      ),
    ])
    expect(seatsOf(change(more(3_100_000), crossing, more(3_000_000)))).toEqual([])
  })
  test('asks its section for that reason besides the section’s own', () => {
    const rich = small.replace('amount: 200000', 'amount: 1500000')
    expect(seatsOf(change(rich, crossing))[0]).toMatch(
      /^CFO: Budget of ₹15,00,000 a year is at or above ₹10 lakh\.$/,
    )
  })
})

describe('a guardrail that cannot be decided', () => {
  const unknown = (then: string) => unpriced(guarded(`name: G, when: cost.monthly > crore(9), then: ${then}`))
  test('opens its seat, and says why', () => {
    expect(seatsOf(change(more(11_000), unknown('seat, seat: CFO')))).toEqual([
      'CFO: The condition `cost.monthly > crore(9)` could not be decided (cost.monthly is not known: the estate has no price book), so this seat is asked for.',
    ])
  })
  test('refuses what it would refuse', () => {
    const verdict = change(more(11_000), unknown('deny'))
    expect(saysOf(verdict)).toEqual([
      'deny: G: The condition `cost.monthly > crore(9)` could not be decided (cost.monthly is not known: the estate has no price book), so the change is refused.',
    ])
    expect(verdict.outcome).toBe('refused')
  })
  test('is shown where it only warns', () => {
    expect(saysOf(change(more(11_000), unknown('warn')))[0]).toMatch(
      /^warn: G: The condition .* so it is shown\.$/,
    )
  })
  test('because one part has no price opens the seat of a small tenant too', () => {
    const verdict = evaluate(
      anInput([anAddedFile(path, small.replace('region: ap-south-1', 'region: eu-west-1'))], {
        rules: guarded('name: G, when: cost.overBudget, then: seat, seat: CFO'),
      }),
    )
    expect(seatsOf(verdict)[0]).toMatch(
      /cost\.overBudget is not known: 1 of \d+ parts has no price, so it is more than what is priced/,
    )
  })
})

describe('guardrails that are wrong are told at their line, and close the gate', () => {
  test.each([
    ['an unknown field', "name: G, when: 'cost.weekly > 1', then: deny", 'expression/type', /weekly/],
    ['no question', 'name: G, when: cost.monthly, then: deny', 'expression/not-a-question', /gives a int/],
    [
      'an unknown section',
      'name: G, when: cost.overBudget, then: seat, seat: CEO',
      'settings/guardrail',
      /has no section/,
    ],
    [
      'a seat without a name',
      'name: G, when: cost.overBudget, then: seat',
      'settings/guardrail',
      /which seat/,
    ],
    [
      'a name without a seat',
      'name: G, when: cost.overBudget, then: deny, seat: CFO',
      'settings/guardrail',
      /asks nobody/,
    ],
    ['an unknown consequence', 'name: G, when: cost.overBudget, then: shout', 'schema/', /shout/],
  ])('%s', (_what, guardrail, rule, says) => {
    const { rules, findings } = readRules(guarded(guardrail))
    expect(rules).toBeUndefined()
    const lines = guarded(guardrail).at(-1)?.bytes
    const text = new TextDecoder().decode(lines).split('\n')
    expect(findings[0]).toMatchObject({
      rule: expect.stringMatching(new RegExp(`^${rule}`)),
      severity: 'deny',
      file: settingsPath,
      line: text.findIndex((line) => line.includes('name: G')) + 1,
      says: expect.stringMatching(says),
    })
  })
  test('two of one name', () => {
    const one = 'name: G, when: cost.overBudget, then: warn'
    expect(readRules(guarded(one, one)).findings[0]?.says).toMatch(/already a guardrail `G`/)
  })
})

test('a condition of APPROVERS may ask what a change costs', () => {
  const approvers = '.github/landlord/APPROVERS'
  const rules = withRules([
    approvers,
    textOf(approvers).replace(
      'when budget.yearly >= lakh(10)\n',
      'when cost.monthly > thousand(1) || cost.increasePercent > 500\n',
    ),
  ])
  expect(seatsOf(change(more(100_000), rules))).toEqual([
    expect.stringMatching(/^CFO: The estimate is ₹[\d,.]+ a month, above ₹1,000/),
  ])
})
