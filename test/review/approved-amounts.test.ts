import { describe, expect, test } from '@jest/globals'
import {
  amountOf,
  amountsToKeep,
  beyondApproval,
  reviewKey,
  type Amount,
} from '../../src/review/approved/approved-amounts.ts'
import { evaluate } from '../../src/review/evaluate.ts'
import { pricesPath } from '../../src/cost/price-book.ts'
import { aFile } from '../builders.ts'
import { anAddedFile, anApproval, anInput, estatePeople, estateRules, tenantText } from './an-estate.ts'

const amount = (rupees: number, unpriced = 0): Amount => ({
  monthly: { currency: 'INR', minor: BigInt(rupees) * 100n },
  unpriced,
})

const inEuros: Amount = { monthly: { currency: 'EUR', minor: 1n }, unpriced: 0 }

describe('an approval is good up to the amount it saw', () => {
  test.each([
    ['the same amount keeps it', amount(100), undefined],
    ['less keeps it', amount(99), undefined],
    [
      'a rise does not',
      amount(101),
      'approved up to ₹100 a month, and the estimate is ₹101 now: please review again',
    ],
    [
      'a part more that has no price does not',
      amount(90, 1),
      'approved with 0 parts unpriced, and now it is 1 part: please review again',
    ],
    [
      'another currency does not',
      inEuros,
      'approved in INR, and the estimate is in EUR now: please review again',
    ],
    ['where nothing is priced there is nothing to compare', undefined, undefined],
  ])('%s', (_what, now, why) => {
    expect(beyondApproval(amount(100), now)).toBe(why)
  })
  test('what it saw is kept once, for approvals alone', () => {
    const [first, second] = [anApproval('carla'), anApproval('tom')]
    const comment = { ...anApproval('lena'), state: 'COMMENTED' } as const
    const kept = amountsToKeep([first, second, comment], { [reviewKey(first)]: amount(1) }, amount(2))
    expect(kept).toEqual({ [reviewKey(second)]: amount(2) })
  })
})

describe('on a pull request that waits for its CFO', () => {
  const id = 'bazaar-retail'
  const file = anAddedFile(`tenants/${id}.yaml`, tenantText(id).replace('amount: 50000', 'amount: 100000'))
  const approval = anApproval('carla')
  const people = estatePeople({
    authors: ['ria'],
    writers: [...estatePeople().writers, 'ria'],
    reviews: [approval],
  })
  const book = new TextDecoder().decode(estateRules.find(({ path }) => path === pricesPath)?.bytes)
  const priced = (from: string, to: string) => {
    expect(book).toContain(from)
    return estateRules.map((rule) =>
      rule.path === pricesPath ? aFile(pricesPath, book.replace(from, to)) : rule,
    )
  }
  const before = evaluate(anInput([file], { people }))
  const seen = amountOf(before.costs)
  const later = (rules = estateRules) =>
    evaluate(anInput([file], { people, rules, approvedAmounts: seen ? { [reviewKey(approval)]: seen } : {} }))
  const dearer = priced('price: 0.15\n', 'price: 0.16\n')
  const cheaper = priced('price: 0.15\n', 'price: 0.14\n')

  test('the approval counts, and goes on counting while the prices stay', () => {
    expect(before.outcome).toBe('approved')
    expect(later().outcome).toBe('approved')
  })
  test('prices that fall keep it, with the same evidence', () => {
    expect(later(cheaper).outcome).toBe('approved')
    expect(later(cheaper).approvals.digest).toBe(before.approvals.digest)
  })
  test('prices that rise open the seat again, and say from what to what', () => {
    const verdict = later(dearer)
    expect(verdict.outcome).toBe('waiting')
    expect(verdict.approvals.discounted).toEqual([
      {
        login: 'carla',
        why: expect.stringMatching(
          /^approved up to ₹[\d,.]+ a month, and the estimate is ₹[\d,.]+ now: please review again$/,
        ),
      },
    ])
  })
  test('an approval that comes after the rise counts', () => {
    const again = { ...approval, submittedAt: '2026-11-22T10:00:00Z' }
    const known = seen ? { [reviewKey(approval)]: seen } : {}
    const verdict = evaluate(
      anInput([file], {
        people: { ...people, reviews: [approval, again] },
        rules: dearer,
        approvedAmounts: known,
      }),
    )
    expect(verdict.outcome).toBe('approved')
  })
})
