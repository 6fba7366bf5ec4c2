import { describe, expect, test } from '@jest/globals'
import { costFacts, type Costed } from '../../src/cost/cost-facts.ts'
import type { CostLine, Costing } from '../../src/cost/estimate.ts'
import { quantity } from '../../src/cost/quantity.ts'
import type { Money } from '../../src/tenant/money.ts'
import { aBudget, aTenant } from '../builders.ts'

const inr = (rupees: number): Money => ({ currency: 'INR', minor: BigInt(rupees) * 100n })
const line = (sku: string, rupees: number | undefined, units = 1): CostLine => ({
  sku,
  label: sku,
  quantity: quantity(units),
  unit: 'month',
  unitPrice: rupees === undefined ? undefined : '1',
  monthly: rupees === undefined ? undefined : inr(rupees),
  source: undefined,
  fixed: true,
})
/** A month of so many rupees, with unpriced parts by name. */
const costing = (rupees: number, unpriced: readonly CostLine[] = [], budget = inr(1200)): Costed => {
  const monthly = inr(rupees)
  const costing: Costing = { expected: monthly, unpriced, parts: () => unpriced.length + 1 }
  return { tenant: aTenant({ budget: aBudget(budget) }), costing }
}
const cache = line('cache/x', undefined)
const facts = (before: Costed | undefined, after: Costed | undefined) => costFacts({ before, after }, 'after')

describe('what a change costs, as conditions see it', () => {
  test.each([
    [
      'a new tenant has nothing to grow from',
      undefined,
      costing(90),
      { monthly: 9000n, increase: 9000n, increasePercent: 0n },
    ],
    [
      'a step up counts a part of a percent as a whole one',
      costing(90),
      costing(120),
      { increase: 3000n, increasePercent: 34n },
    ],
    ['a step down is no percentage', costing(120), costing(90), { increase: -3000n, increasePercent: 0n }],
    [
      'a year of ₹1,200 is within ₹1,200',
      undefined,
      costing(100),
      { overBudget: false, crossesBudget: false },
    ],
    ['a rupee more a month is above it', undefined, costing(101), { overBudget: true, crossesBudget: true }],
    [
      'what was above it does not cross it again',
      costing(150),
      costing(200),
      { overBudget: true, crossesBudget: false },
    ],
    [
      'what comes back under it does not cross it',
      costing(150),
      costing(50),
      { overBudget: false, crossesBudget: false },
    ],
    [
      'a lower budget is crossed by the same cost',
      costing(90),
      costing(90, [], inr(1000)),
      { increase: 0n, crossesBudget: true },
    ],
  ])('%s', (_what, before, after, expected) => {
    const { values, missing } = facts(before, after)
    expect(values).toMatchObject({ unpriced: 0n, ...expected })
    expect(missing).toEqual({})
  })
})

describe('what has no price', () => {
  test.each([
    [
      'makes the month unknown, and whether it is within the budget',
      undefined,
      costing(90, [cache]),
      ['monthly', 'increase', 'overBudget', 'crossesBudget'],
    ],
    [
      'leaves known that the priced parts alone are too much',
      undefined,
      costing(101, [cache]),
      ['monthly', 'increase'],
    ],
    [
      'makes no difference to a step if it is the same before and after',
      costing(90, [cache]),
      costing(95, [cache]),
      ['monthly', 'increasePercent', 'overBudget', 'crossesBudget'],
    ],
    [
      'makes a difference if there is more of it',
      costing(90, [cache]),
      costing(95, [line('cache/x', undefined, 2)]),
      ['monthly', 'increase', 'increasePercent', 'overBudget', 'crossesBudget'],
    ],
    [
      'makes a difference if it had a price before',
      costing(90),
      costing(95, [cache]),
      ['monthly', 'increase', 'increasePercent', 'overBudget', 'crossesBudget'],
    ],
    [
      'makes a difference if it has one now',
      costing(90, [cache]),
      costing(95),
      ['increase', 'increasePercent'],
    ],
  ])('%s', (_what, before, after, unknown) => {
    const { values, missing } = facts(before, after)
    expect(
      Object.keys(missing)
        .map((path) => path.replace('cost.', ''))
        .toSorted(),
    ).toEqual(unknown.toSorted())
    expect(Object.keys(values).filter((field) => unknown.includes(field))).toEqual([])
    expect(values.atLeast).toBe(after.costing?.expected.minor)
    expect(Object.values(missing)[0]).toMatch(
      /^1 of 2 parts has no price, so it is more than what is priced$/,
    )
  })
  test('a budget in another currency, no price book, nothing there before: each says so', () => {
    const other = { ...costing(90), tenant: aTenant({ budget: aBudget({ currency: 'EUR', minor: 1n }) }) }
    expect(facts(undefined, other).missing['cost.overBudget']).toBe(
      'the budget is in EUR and the estimate in INR',
    )
    expect(facts(undefined, { ...other, costing: undefined }).missing['cost.monthly']).toBe(
      'the estate has no price book',
    )
    expect(costFacts({ before: undefined, after: other }, 'before').missing['cost.monthly']).toBe(
      'the tenant is not there',
    )
    expect(facts(costing(0), costing(5)).missing).toEqual({
      'cost.increasePercent': 'it cost nothing before',
    })
  })
})
