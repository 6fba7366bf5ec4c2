import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  compileCondition,
  compileMessage,
  evaluateCondition,
  type Condition,
} from '../../src/expression/condition.ts'
import { tenantScope, type Scope } from '../../src/expression/tenant-scope.ts'
import { aBudget, aChange, aSettings, aTenant, lakhs } from '../builders.ts'

const place = { file: '.github/landlord/APPROVERS', line: 7, column: 12 }

function compiled(source: string): Condition {
  const result = compileCondition(source, place)
  if (!result.ok) throw new Error(result.finding.says)
  return result.condition
}

const scopeOf = (tenant = aTenant(), change = aChange({ after: tenant })): Scope =>
  tenantScope(tenant, change, aSettings())

const holds = (source: string, scope = scopeOf()) => evaluateCondition(compiled(source), scope)

describe('a condition sees', () => {
  test.each([
    ['budget.yearly == lakh(2)', true],
    ['budget.yearly == 20000000', true],
    ['budget.yearly < crore(1)', true],
    ['budget.amount == lakh(2) && budget.currency == "INR" && budget.period == "year"', true],
    ['tier == "bronze"', true],
    ['tier == "gold"', false],
    ['region.startsWith("ap-") && place.country == "IN"', true],
    ['data.sensitive || data.crossBorder', false],
    ['"personal" in data.categories', true],
    ['data.retentionDays == 365 && !data.legalHold', true],
    ['isolation.database == "pool"', true],
    ['quotas.queriesPerMinute == 100', true],
    ['borrow.queriesPerMinute == 0', true],
    ['has(usage.storageGiB)', false],
    ['models.all(m, m.matches("^gpt-4o"))', true],
    ['features.customModels', false],
    ['lifecycle == "active" && suspension == ""', true],
    ['change.kind == "onboard" && change.yearlyDelta == lakh(2)', true],
    ['owner.endsWith("@acme.example") && has(contacts.champion) && !has(contacts.dpo)', true],
    ['thousand(2) == 200000 && million(1) == lakh(10)', true],
  ])('%s → %s', (source, value) => {
    expect(holds(source)).toEqual({ value })
  })

  test('amounts to the paisa, beyond what a float can hold', () => {
    const tenant = aTenant({ budget: aBudget({ currency: 'INR', minor: 9_007_199_254_740_993n }) })
    expect(holds('budget.yearly == 9007199254740993', scopeOf(tenant))).toEqual({ value: true })
    expect(holds('budget.yearly == 9007199254740992', scopeOf(tenant))).toEqual({ value: false })
  })

  test('the change in budget', () => {
    const change = aChange({
      kind: 'change',
      before: aTenant({ budget: aBudget(lakhs(9)) }),
      after: aTenant({ budget: aBudget(lakhs(7)) }),
    })
    expect(holds('change.yearlyDelta == -lakh(2)', scopeOf(aTenant(), change))).toEqual({ value: true })
  })

  test('a suspension and its mode', () => {
    const tenant = aTenant({ lifecycle: { state: 'suspended', mode: 'drain' } })
    expect(holds('lifecycle == "suspended" && suspension == "drain"', scopeOf(tenant))).toEqual({
      value: true,
    })
  })
})

describe('what has no value is an error, not a guess', () => {
  test.each([
    [
      'an unset number',
      'data.retentionDays > 1',
      { data: { ...aTenant().data, retentionDays: undefined } },
      /retentionDays is not set/,
    ],
    ['an unknown feature', 'features.teleport', {}, /teleport is not set/],
    ['an unknown region', 'place.country == "IN"', { region: 'moon-1' }, /settings know no region moon-1/],
    [
      'a budget in another currency',
      'budget.yearly >= lakh(10)',
      { budget: aBudget({ currency: 'USD' as const, minor: 5_000_000n }) },
      /the budget is in USD, the estate's thresholds are in INR/,
    ],
    ['a list that is too short', 'models[7] == "gpt-4"', {}, /.+/],
    ['a division by zero', '1 / (quotas.storageGiB - 50) > 0', {}, /zero/i],
  ])('%s', (_what, source, fields, says) => {
    expect(holds(source, scopeOf(aTenant(fields)))).toEqual({ error: expect.stringMatching(says) })
  })
})

describe('a condition that is not valid is refused at its place', () => {
  test.each([
    ['budget.yeary > 1', 'expression/type', 7, 19, /yeary/],
    ['teir == "gold"', 'expression/type', 7, 12, /teir/],
    ['tier == 3', 'expression/type', 7, 12, /string == int/],
    ['tier == "gold" ||', 'expression/syntax', 7, 29, /Unexpected/],
    ['tier', 'expression/not-a-question', 7, 12, /string, not yes or no/],
    ['', 'expression/syntax', 7, 12, /./],
    ['tier.matches("(")', 'expression/pattern', 7, 25, /no RE2 expression/],
    ['tier.matches("(?=a)b")', 'expression/pattern', 7, 25, /no RE2 expression/],
    ['tier == "gold"\n  || teir == ""', 'expression/type', 8, 6, /teir/],
    [`tier == "${'x'.repeat(70_000)}"`, 'expression/too-large', 7, 12, /70010 characters/],
  ])('%.30s', (source, rule, line, column, says) => {
    const result = compileCondition(source, place)
    expect(result).toMatchObject({
      ok: false,
      finding: { rule, severity: 'deny', file: place.file, line, column, says: expect.stringMatching(says) },
    })
  })
})

describe('hostile conditions end fast', () => {
  const within = (milliseconds: number, work: () => unknown) => {
    const start = performance.now()
    const result = work()
    expect(performance.now() - start).toBeLessThan(milliseconds)
    return result
  }
  const many = scopeOf(aTenant({ models: Array.from({ length: 1000 }, (_, i) => `model-${i}`) }))

  test('a loop in a loop in a loop', () => {
    expect(
      within(1000, () => holds('models.all(a, models.all(b, models.all(c, a != "" || b != c)))', many)),
    ).toEqual({
      error: expect.stringMatching(/too much work/),
    })
  })

  test('text and lists that grow', () => {
    const doubling = `cel.bind(a, models + models, ${'cel.bind(a, a + a, '.repeat(15)}size(a) > 1${')'.repeat(16)}`
    for (const source of [doubling, 'models.map(m, models.map(n, models.join())).size() > 0'])
      expect(within(1000, () => holds(source, many))).toEqual({
        error: expect.stringMatching(/too much work/),
      })
  })

  test('after an error the next evaluation starts afresh', () => {
    const condition = compiled('models.all(a, models.all(b, a != "")) || tier == "x"')
    expect(evaluateCondition(condition, many)).toHaveProperty('error')
    expect(evaluateCondition(condition, scopeOf())).toEqual({ value: true })
  })

  test('any pile of brackets, nots, minuses, dots and quantifiers', () => {
    const pile = fc.tuple(
      fc.constantFrom('(', '!', '-', '[', '{', 'models.all(m,', 'tier.', 'true?', 'cel.bind(x,'),
      fc.integer({ min: 1, max: 6000 }),
      fc.constantFrom('', 'true', 'tier', ')'),
    )
    fc.assert(
      fc.property(pile, ([part, times, end]) => {
        const result = within(2000, () => compileCondition(part.repeat(times) + end, place))
        expect(typeof (result as { ok: boolean }).ok).toBe('boolean')
      }),
      { numRuns: 60 },
    )
  })

  test('any regular expression on any long text', () => {
    const atom = fc.constantFrom('a', 'a+', '(a+)+', '(a|a)*', '(a|aa)+', '.*', '(.*)*', 'x{0,50}', '[ab]+?')
    fc.assert(
      fc.property(fc.array(atom, { minLength: 1, maxLength: 6 }), (atoms) => {
        const tenant = aTenant({ name: `${'a'.repeat(5000)}!` })
        const pattern = `^${atoms.join('')}$`
        const result = within(2000, () => holds(`name.matches("${pattern}")`, scopeOf(tenant)))
        expect(result).toHaveProperty('value')
      }),
      { numRuns: 40 },
    )
  })

  test('noise never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (source) => {
        expect(typeof compileCondition(source, place).ok).toBe('boolean')
      }),
      { numRuns: 300 },
    )
  })
})

describe('an expression that is known to be sound', () => {
  const source = 'tier == "bronze" && costCenter.matches("^CC-[0-9]+$")'

  test('says the same when it is compiled only as it is asked', () => {
    const [first, second] = [compiled(source), compiled(source)]
    expect(Object.getOwnPropertyDescriptor(second, 'run')).toHaveProperty('get', expect.any(Function))
    expect(second.variables).toEqual(first.variables)
    for (const scope of [
      scopeOf(),
      scopeOf(aTenant({ tier: 'gold' })),
      scopeOf(aTenant({ costCenter: 'x' })),
    ])
      expect(evaluateCondition(second, scope)).toEqual(evaluateCondition(first, scope))
  })

  test('is still no message, nor is a broken one ever known', () => {
    compiled(source)
    expect(compileMessage(source, place)).toMatchObject({
      ok: false,
      finding: { rule: 'expression/not-a-text' },
    })
    for (const broken of ['teir == "gold"', 'id.matches("(")', '"text"', 'tier =='])
      for (const _ of [1, 2]) expect(compileCondition(broken, place).ok).toBe(false)
  })
})
