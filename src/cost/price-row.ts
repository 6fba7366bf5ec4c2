import type { Finding } from '../tenant/finding.ts'
import { findingAt, type YamlFile } from '../tenant/yaml/file.ts'
import { isDayOrMonth } from './day.ts'
import { parseDecimal } from './decimal.ts'
import type { PriceTier } from './price-tiers.ts'
import { quantityPlaces } from './quantity.ts'
import { whole } from './whole.ts'

/** Decimals of a price: hundred-millionths of the book's currency. */
export const pricePlaces = 8

export type PriceRow = Readonly<{
  sku: string
  /** A cloud region, or `*` where the price is the same everywhere. */
  region: string
  unit: string
  /** Rising, the first one from 0; empty = nobody has found the price out. */
  tiers: readonly PriceTier[]
  source: string
  /** `2024-07` or `2024-07-15`; undefined where nothing was seen. */
  observedOn: string | undefined
  confidence: 'verified' | 'derived' | 'missing'
  /** Source and day, as a line of an estimate names them. */
  cited: string
}>

/** A row as its schema promises it. */
export type DeclaredRow = Omit<PriceRow, 'tiers' | 'observedOn' | 'cited'> &
  Readonly<{
    price?: string | number
    tiers?: readonly Readonly<{ from: string | number; price: string | number }>[]
    observedOn?: string
  }>

export type ParsedRow = Readonly<{ row: PriceRow; findings: readonly Finding[] }>

/** Reads the row at `pointer`, its numbers exactly as they are written. */
export function parsePriceRow(declared: DeclaredRow, yaml: YamlFile, pointer: string): ParsedRow {
  const { price, tiers: steps, observedOn, ...plain } = declared
  const { sku, region, confidence, source } = plain
  const name = `${sku} in ${region === '*' ? 'every region' : region}`
  const findings: Finding[] = []
  const wrong = (rule: string, field: string, says: string, fix: string): void => {
    findings.push(findingAt(yaml, { rule: `prices/${rule}`, pointer: `${pointer}${field}`, says, fix }))
  }
  const decimalAt = (field: string, places: number): bigint => {
    const written = yaml.sourceOf(`${pointer}${field}`) ?? ''
    const value = parseDecimal(written, places)
    if (value === undefined)
      wrong(
        'amount',
        field,
        `“${written}” is no ${field.endsWith('/from') ? 'quantity' : 'price'}.`,
        `Write a plain decimal such as "0.023", with at most ${places} decimals.`,
      )
    return value ?? 0n
  }
  const priced = price !== undefined || steps !== undefined
  if (price !== undefined && steps !== undefined)
    wrong('both', '/tiers', `${name} has a price and tiers.`, 'Keep one of them; the first tier is from 0.')
  if (confidence === 'missing' && priced)
    wrong(
      'missing',
      price === undefined ? '/tiers' : '/price',
      `${name} is marked as missing and has a price.`,
      'Remove the price, or say where it comes from: `verified` or `derived`.',
    )
  if (confidence !== 'missing' && !priced)
    wrong(
      'no-price',
      '/sku',
      `${name} has no price.`,
      'Write the price, or mark the row `confidence: missing`.',
    )
  const tiers: readonly PriceTier[] =
    steps?.map((_, index) => ({
      from: whole(decimalAt(`/tiers/${index}/from`, quantityPlaces)),
      price: decimalAt(`/tiers/${index}/price`, pricePlaces),
    })) ?? (price === undefined ? [] : [{ from: 0, price: decimalAt('/price', pricePlaces) }])
  tiers.forEach(({ from }, index) => {
    const before = tiers[index - 1]?.from
    if (before === undefined && from !== 0)
      wrong(
        'gap',
        '/tiers/0/from',
        `The first tier of ${name} leaves out what is below it.`,
        'Start it `from: 0`.',
      )
    if (before !== undefined && from <= before)
      wrong(
        'overlap',
        `/tiers/${index}/from`,
        `This tier of ${name} overlaps the one before it.`,
        'Each tier starts above the one before it, and ends where the next one starts.',
      )
  })
  if (confidence !== 'missing' && priced && observedOn === undefined)
    wrong(
      'undated',
      '/sku',
      `${name} does not say when its price was seen.`,
      'Add `observedOn`, a month or a day.',
    )
  if (observedOn !== undefined && !isDayOrMonth(observedOn))
    wrong(
      'date',
      '/observedOn',
      `${observedOn} is no day of the calendar.`,
      'Write it as 2026-09-01 or 2026-09.',
    )
  return { row: { ...plain, tiers, observedOn, cited: `${source}, ${observedOn ?? 'undated'}` }, findings }
}
