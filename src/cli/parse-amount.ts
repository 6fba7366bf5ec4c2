import { parseMoney } from '../tenant/money.ts'

/** `600000`, `6,00,000`, `6 lakh`, `1.5 crore`, `₹ 6 lakh` as plain digits; undefined when it is no amount. */
export function parseAmount(typed: string): string | undefined {
  const [, digits = '', unit = ''] =
    /^(?:₹|\$|€|£|rs\.?|inr)?\s*([\d, _]+(?:\.\d+)?)\s*(lakhs?|lac|crores?|cr)?$/i.exec(typed.trim()) ?? []
  const plain = digits.replaceAll(/[, _]/g, '')
  if (unit === '') return parseMoney(plain, 'INR') === undefined ? undefined : plain
  // A lakh has five more zeros and a crore seven: the point moves, and no float is asked.
  const [whole = '', part = ''] = plain.split('.')
  const zeros = unit.toLowerCase().startsWith('l') ? 5 : 7
  const moved = `${whole}${part.padEnd(zeros, '0').slice(0, zeros)}.${part.slice(zeros)}`
  const amount = moved.replace(/\.0*$/, '').replace(/^0+(?=\d)/, '')
  return parseMoney(amount, 'INR') === undefined ? undefined : amount
}
