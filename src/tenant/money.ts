/** Exact money: minor units (paisa, cent) as a whole number, never a float. */
export type Money = Readonly<{ currency: Currency; minor: bigint }>

export type Currency = 'INR' | 'USD' | 'EUR' | 'GBP'

/** Reads `1500000` or `1500000.50` as it is written; undefined when it is not a plain amount of whole minor units. */
export function parseMoney(source: string, currency: Currency): Money | undefined {
  const [, sign, whole, cents = ''] = /^(-?)(\d{1,18})(?:\.(\d{1,2})0*)?$/.exec(source) ?? []
  if (whole === undefined) return undefined
  const minor = BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0'))
  return { currency, minor: sign === '-' ? -minor : minor }
}

export const zero = (currency: Currency): Money => ({ currency, minor: 0n })

/** n lakh rupees: n × 1,00,000. */
export const lakh = (n: number): Money => ({ currency: 'INR', minor: BigInt(Math.round(n * 1e7)) })

/** n crore rupees: n × 1,00,00,000. */
export const crore = (n: number): Money => ({ currency: 'INR', minor: BigInt(Math.round(n * 1e9)) })

export function add(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return { currency: a.currency, minor: a.minor + b.minor }
}

export function subtract(a: Money, b: Money): Money {
  sameCurrency(a, b)
  return { currency: a.currency, minor: a.minor - b.minor }
}

/** < 0, 0 or > 0, for sorting and thresholds. */
export function compare(a: Money, b: Money): number {
  sameCurrency(a, b)
  return a.minor < b.minor ? -1 : a.minor > b.minor ? 1 : 0
}

/** What an amount per period comes to in a year. */
export const yearly = (amount: Money, period: 'year' | 'month'): Money =>
  period === 'year' ? amount : { ...amount, minor: amount.minor * 12n }

/** `₹15,00,000`, `₹1,499.50`, `-$1,200,000`: digits grouped as the currency's readers expect, no empty decimals. */
export function renderMoney({ currency, minor }: Money): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0')
  const cents = digits.slice(-2)
  const grouped = digits.slice(0, -2).replaceAll(grouping[currency], ',')
  return `${minor < 0n ? '-' : ''}${symbols[currency]}${grouped}${cents === '00' ? '' : `.${cents}`}`
}

/** `₹15 lakh`, `₹1.25 crore`; anything that is not round enough for words, or not rupees, in digits. */
export function renderMoneyInWords(money: Money): string {
  const { currency, minor } = money
  const size = minor < 0n ? -minor : minor
  const [unit, word] = size >= crorePaisa ? [crorePaisa, 'crore'] : [lakhPaisa, 'lakh']
  if (currency !== 'INR' || size < lakhPaisa || (size * 100n) % unit !== 0n) return renderMoney(money)
  const inUnits = renderMoney({ currency, minor: (minor * 100n) / unit })
  return `${inUnits.replace(/(\.\d)0$/, '$1')} ${word}`
}

const lakhPaisa = 10_000_000n
const crorePaisa = 1_000_000_000n
const symbols: Readonly<Record<Currency, string>> = { INR: '₹', USD: '$', EUR: '€', GBP: '£' }

/** Indian readers group by two above the first thousand. */
const indian = /(?<=\d)(?=(?:\d\d)*\d{3}$)/g
const western = /(?<=\d)(?=(?:\d{3})+$)/g
const grouping: Readonly<Record<Currency, RegExp>> = {
  INR: indian,
  USD: western,
  EUR: western,
  GBP: western,
}

function sameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new Error(`${a.currency} and ${b.currency} were mixed without a rate.`)
}
