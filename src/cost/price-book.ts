import pricesSchema from '../../schemas/prices.schema.json' with { type: 'json' }
import type { EstateFile } from '../tenant/estate-file.ts'
import { rulesFolder } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import type { Currency } from '../tenant/money.ts'
import { lazySchema, schemaFindings } from '../tenant/schema-findings.ts'
import { findingAt, readYaml, type YamlFile } from '../tenant/yaml-file.ts'
import { parseDecimal } from './decimal.ts'

export const pricesPath = `${rulesFolder}prices.yml`

/** Decimals of a price: hundred-millionths of the book's currency. */
export const pricePlaces = 8

/** `prices.yml`: what one unit costs, where, and who says so. */
export type PriceBook = Readonly<{
  currency: Currency
  /** By `sku region`; see `priceOf`. */
  rows: ReadonlyMap<string, PriceRow>
  /** The latest day (or month) on which one of its prices was seen. */
  observedOn: string
}>

export type PriceRow = Readonly<{
  sku: string
  /** A cloud region, or `*` where the price is the same everywhere. */
  region: string
  unit: string
  /** In 10^-8 of the book's currency; undefined = nobody has found it out. */
  price: bigint | undefined
  source: string
  /** `2024-07` or `2024-07-15`; undefined where nothing was seen. */
  observedOn: string | undefined
  confidence: 'verified' | 'derived' | 'missing'
}>

/** The row of the region, or the one that holds everywhere. */
export const priceOf = (book: PriceBook, sku: string, region: string): PriceRow | undefined =>
  book.rows.get(keyOf(sku, region)) ?? book.rows.get(keyOf(sku, '*'))

/** Reads the price book; every flaw denies, as each one would be a wrong amount on somebody's desk. */
export function parsePriceBook(
  file: EstateFile,
): Readonly<{ book: PriceBook | undefined; findings: readonly Finding[] }> {
  const yaml = readYaml(file)
  const shape = [...yaml.findings, ...schemaFindings(validate(), yaml)]
  if (yaml.value === undefined || shape.length > 0) return { book: undefined, findings: shape }
  const declared = yaml.value as Declared
  const rows = new Map<string, PriceRow>()
  const findings: Finding[] = []
  declared.prices.forEach((row, index) => {
    const pointer = `/prices/${index}`
    const price = parseDecimal(yaml.sourceOf(`${pointer}/price`) ?? '', pricePlaces)
    findings.push(...rowFindings(row, { yaml, pointer, price, known: rows.get(keyOf(row.sku, row.region)) }))
    rows.set(keyOf(row.sku, row.region), { ...row, price, observedOn: row.observedOn })
  })
  const observedOn = [...rows.values()].reduce(
    (last, row) => ((row.observedOn ?? '') > last ? (row.observedOn ?? '') : last),
    '',
  )
  return {
    book: findings.some(denies) ? undefined : { currency: declared.currency, rows, observedOn },
    findings,
  }
}

const validate = lazySchema(pricesSchema)

const keyOf = (sku: string, region: string): string => `${sku} ${region}`

/** What the schema promises. */
type Declared = Readonly<{
  currency: Currency
  prices: readonly (Omit<PriceRow, 'price' | 'observedOn'> &
    Readonly<{ price?: string | number; observedOn?: string }>)[]
}>

function rowFindings(
  row: Declared['prices'][number],
  {
    yaml,
    pointer,
    price,
    known,
  }: Readonly<{ yaml: YamlFile; pointer: string; price: bigint | undefined; known: PriceRow | undefined }>,
): readonly Finding[] {
  const name = `${row.sku} in ${row.region === '*' ? 'every region' : row.region}`
  const wrong = (rule: string, field: string, says: string, fix: string): readonly Finding[] => [
    findingAt(yaml, { rule: `prices/${rule}`, pointer: `${pointer}${field}`, says, fix }),
  ]
  if (known !== undefined)
    return wrong(
      'twice',
      '/sku',
      `${name} is priced twice.`,
      'Keep the row that holds, and remove the other.',
    )
  if (row.confidence === 'missing')
    return row.price === undefined
      ? []
      : wrong(
          'missing',
          '/price',
          `${name} is marked as missing and has a price.`,
          'Remove the price, or say where it comes from: `verified` or `derived`.',
        )
  if (row.price === undefined)
    return wrong(
      'no-price',
      '/sku',
      `${name} has no price.`,
      'Write the price, or mark the row `confidence: missing`.',
    )
  if (price === undefined)
    return wrong(
      'amount',
      '/price',
      `“${yaml.sourceOf(`${pointer}/price`) ?? ''}” is no price.`,
      `Write a plain decimal such as "0.023", with at most ${pricePlaces} decimals.`,
    )
  if (row.observedOn === undefined)
    return wrong(
      'undated',
      '/sku',
      `${name} does not say when its price was seen.`,
      'Add `observedOn`, a month or a day.',
    )
  return []
}
