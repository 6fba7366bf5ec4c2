import type { Fact, Side } from '../expression/explain.ts'
import type { Currency } from '../tenant/money.ts'
import { renderMoney, renderMoneyInWords } from '../tenant/money.ts'

/**
 * Why a seat opened, as one plain sentence with the values that opened it:
 * "Budget of ₹15,00,000 a year is at or above ₹10 lakh."
 */
export function sentenceOf(clauses: readonly string[]): string {
  const sentence = [...new Set(clauses)].join('; ')
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}

/** Its parts, one for each fact. */
export const clausesOf = (facts: readonly Fact[], values: Values, currency: Currency): readonly string[] =>
  facts.map((fact) => clauseOf(fact, values, currency))

/** A condition that could not be decided opens its seat, and says what stood in the way. */
export const undecidedSentence = (source: string, error: string, so = 'this seat is asked for'): string =>
  `The condition \`${source}\` could not be decided (${error.replace(/\.$/, '')}), so ${so}.`

type Values = Readonly<Record<string, unknown>>

function clauseOf(fact: Fact, values: Values, currency: Currency): string {
  switch (fact.kind) {
    case 'comparison':
      return comparisonClause(fact, currency)
    case 'flag':
      return flagClause(fact, values)
    case 'expression': {
      const shown = fact.fields.map(({ source, value }) => `${source} is ${plain(value)}`)
      return `\`${fact.source}\` holds${shown.length === 0 ? '' : ` (${shown.join(', ')})`}`
    }
  }
}

function comparisonClause(
  { operator, left, right }: Extract<Fact, { kind: 'comparison' }>,
  currency: Currency,
): string {
  const than = amountOf(right, currency)
  if (left.source === 'budget.yearly' && typeof left.value === 'bigint')
    return `budget of ${money(left.value, currency)} a year is ${relation[operator]} ${than}`
  if (left.source === 'change.yearlyDelta' && typeof left.value === 'bigint') {
    const { value } = left
    const moves = value < 0n ? `falls by ${money(-value, currency)}` : `rises by ${money(value, currency)}`
    return `the yearly budget ${moves}: a change ${relation[operator]} ${than}`
  }
  const cost = costWords[left.source]
  if (cost !== undefined && typeof left.value === 'bigint')
    return `${cost(left.value, currency)}, ${relation[operator]} ${left.source === 'cost.increasePercent' ? `${plain(right.value)} %` : than}`
  if (left.source === 'change.kind' && operator === '==')
    return kindClauses[plain(left.value)] ?? `the change is ${plain(left.value)}`
  if (left.source === 'lifecycle' && operator === '==') return `the tenant is ${plain(left.value)}`
  const name = names[left.source]
  if (operator === 'in' && Array.isArray(right.value))
    return isLiteral(left.source)
      ? `${plain(left.value)} is among \`${right.source}\``
      : `${name ?? `\`${left.source}\``} is ${plain(left.value)}, one of ${plain(right.value)}`
  if (operator === '==') return `${name ?? `\`${left.source}\``} is ${plain(left.value)}`
  return `${name ?? `\`${left.source}\``} is ${plain(left.value)}, ${relation[operator]} ${plain(right.value)}`
}

function flagClause({ path, value }: Extract<Fact, { kind: 'flag' }>, values: Values): string {
  const data = values.data as DataValues
  if (path === 'data.sensitive' && value) {
    const kinds = data.categories.filter((category) => ['special', 'phi', 'pan'].includes(category))
    const why = [...(data.classification === 'restricted' ? ['restricted'] : []), ...kinds]
    return `the data is sensitive (${why.map((word) => words[word] ?? word).join(', ')})`
  }
  if (path === 'data.crossBorder' && value) {
    const to = [...new Set(data.transfers.map((transfer) => transfer.to))]
    const { country } = values.place as Readonly<{ country?: string }>
    const stored = `stored in ${country ?? 'an unknown country'}, its people are in ${data.subjects.join(', ')}`
    return `personal data crosses a border (${to.length > 0 ? `transfers to ${to.join(', ')}` : stored})`
  }
  if (path === 'cost.overBudget')
    return `the estimate is ${value ? 'above' : 'within'} the budget${overWords(values, value)}`
  if (path === 'cost.crossesBudget' && value)
    return `with this change the estimate comes to be above the budget${overWords(values, value)}`
  if (path === 'data.legalHold') return `the tenant is ${value ? '' : 'not '}under legal hold`
  return `\`${path}\` is ${value ? 'true' : 'false'}`
}

/** ": at least ₹12,00,000 a year, of ₹10,00,000"; the currency is the estate's. */
function overWords({ cost, budget }: Values, over: boolean): string {
  const { atLeast } = cost as Readonly<{ atLeast?: bigint }>
  const { yearly, currency } = budget as Readonly<{ yearly?: bigint; currency: Currency }>
  if (!over || atLeast === undefined || yearly === undefined) return ''
  return ` (${money(atLeast * 12n, currency)} a year, of ${money(yearly, currency)})`
}

const costWords: Readonly<Record<string, (value: bigint, currency: Currency) => string>> = {
  'cost.monthly': (value, currency) => `the estimate is ${money(value, currency)} a month`,
  'cost.atLeast': (value, currency) => `the estimate is at least ${money(value, currency)} a month`,
  'cost.increase': (value, currency) =>
    value < 0n
      ? `the estimate falls by ${money(-value, currency)} a month`
      : `the estimate rises by ${money(value, currency)} a month`,
  'cost.increasePercent': (value) => `the estimate rises by ${plain(value)} %`,
}

type DataValues = Readonly<{
  classification: string
  categories: readonly string[]
  subjects: readonly string[]
  transfers: readonly Readonly<{ to: string }>[]
}>

const relation = {
  '>=': 'at or above',
  '>': 'above',
  '<=': 'at or below',
  '<': 'below',
  '==': 'exactly',
  '!=': 'other than',
  in: 'among',
} as const

const kindClauses: Readonly<Record<string, string>> = {
  onboard: 'the tenant is new',
  change: 'the tenant changes',
  suspend: 'the tenant is being suspended',
  resume: 'the tenant is being resumed',
  retire: 'the tenant is being retired',
  remove: 'the tenant’s file is removed',
}

const names: Readonly<Record<string, string>> = {
  tier: 'the tier',
  region: 'the region',
  businessUnit: 'the business unit',
  costCenter: 'the cost centre',
  'data.classification': 'the classification',
  'waivers.size()': 'the number of waivers',
  'quotas.queriesPerMinute': 'the quota of queries a minute',
  'quotas.documentsPerMonth': 'the quota of documents a month',
  'quotas.storageGiB': 'the storage quota in GiB',
}

const words: Readonly<Record<string, string>> = {
  phi: 'health data',
  pan: 'card numbers',
  special: 'special categories',
}

const money = (minor: bigint, currency: Currency): string => renderMoney({ currency, minor })

/** A threshold in the words it was written in: `lakh(10)` is ₹10 lakh. */
const amountOf = ({ value }: Side, currency: Currency): string =>
  typeof value === 'bigint' ? renderMoneyInWords({ currency, minor: value }) : plain(value)

const isLiteral = (source: string): boolean => /^["'\d]/.test(source)

function plain(value: unknown): string {
  if (value === undefined) return 'not set'
  if (typeof value === 'string') return value === '' ? 'empty' : value
  if (typeof value === 'bigint' || typeof value === 'number') return value.toLocaleString('en-IN')
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : value.slice(0, 8).map(plain).join(', ')
  return 'set'
}
