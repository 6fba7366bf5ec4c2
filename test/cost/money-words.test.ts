import { describe, expect, test } from '@jest/globals'
import { renderChange, renderDifference, renderLarge, renderWhole } from '../../src/cost/money-words.ts'
import type { Money } from '../../src/tenant/money.ts'

const inr = (minor: bigint): Money => ({ currency: 'INR', minor })
const usd = (minor: bigint): Money => ({ currency: 'USD', minor })

describe('money for whoever decides', () => {
  test.each<[Money, string, string]>([
    [inr(0n), '₹0', '₹0'],
    [inr(49n), '₹0', '₹0'],
    [inr(50n), '₹1', '₹1'],
    [inr(9_498_843n), '₹94,988', '₹94,988'],
    [inr(9_999_949n), '₹99,999', '₹99,999'],
    [inr(9_999_950n), '₹1,00,000', '₹1 lakh'],
    [inr(113_986_116n), '₹11,39,861', '₹11.4 lakh'],
    [inr(150_000_000n), '₹15,00,000', '₹15 lakh'],
    [inr(123_456_789n), '₹12,34,568', '₹12.35 lakh'],
    [inr(999_949_999n), '₹99,99,500', '₹99.99 lakh'],
    [inr(999_950_000n), '₹99,99,500', '₹1 crore'],
    [inr(1_250_000_000n), '₹1,25,00,000', '₹1.25 crore'],
    [inr(1_234_567_890_123n), '₹12,34,56,78,901', '₹1,234.57 crore'],
    [inr(-36_013_884n), '-₹3,60,139', '-₹3.6 lakh'],
    [usd(123_456_789n), '$1,234,568', '$1,234,568'],
  ])('%j is %s, or %s', (money, whole, large) => {
    expect([renderWhole(money), renderLarge(money)]).toEqual([whole, large])
  })

  test.each<[bigint, bigint, string, string | undefined]>([
    [9_498_800n, 12_000_000n, '+₹25,012', '+26 %'],
    [100_000n, 95_800n, '−₹42', '−4.2 %'],
    [100_000n, 101_000n, '+₹10', '+1 %'],
    [100_000_000n, 100_000_100n, '+₹1', '+<0.1 %'],
    [500n, 500n, '±₹0', '±0 %'],
    [100n, 1_099n, '+₹10', '+999 %'],
    [100n, 1_100n, '+₹10', undefined],
    [0n, 500n, '+₹5', undefined],
  ])('from %d to %d paisa: %s, %s', (before, after, difference, share) => {
    expect(renderDifference(inr(after - before))).toBe(difference)
    expect(renderChange(inr(before), inr(after))).toBe(share)
  })
  test('a share of another currency is none', () => {
    expect(renderChange(inr(100n), usd(200n))).toBeUndefined()
  })
})
