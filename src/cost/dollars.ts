import type { Money } from '../tenant/money.ts'
import { rateOn, ratePlaces, type ExchangeRates } from './exchange-rates.ts'

/**
 * An amount in US dollars as a plain decimal, by the rate of a day (ISO date); undefined where the estate has no such
 * rate. For AWS Budgets, which knows no other currency: nothing here decides by it.
 */
export function dollarsOf(amount: Money, rates: ExchangeRates, on: string): string | undefined {
  const rate = rateOn(rates, { from: 'USD', to: amount.currency }, on)?.rate
  if (rate === undefined || rate === 0n) return undefined
  const cents = (amount.minor * 10n ** BigInt(ratePlaces)) / rate
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
}
