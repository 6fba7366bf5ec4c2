import pricesSchema from '../../schemas/prices.schema.json' with { type: 'json' }
import type { EstateFile } from '../tenant/estate-file.ts'
import { rulesFolder } from '../tenant/estate-file.ts'
import { denies, type Finding } from '../tenant/finding.ts'
import type { Currency } from '../tenant/money.ts'
import { lazySchema, schemaFindings } from '../tenant/schema-findings.ts'
import { findingAt, readYaml, type Position, type YamlFile } from '../tenant/yaml/file.ts'
import { parsePriceRow, type DeclaredRow, type PriceRow } from './price-row.ts'

export const pricesPath = `${rulesFolder}prices.yml`

/** `prices.yml`: what one unit costs, where, and who says so. */
export type PriceBook = Readonly<{
  currency: Currency
  /** By sku and region; see `priceOf`. */
  rows: ReadonlyMap<string, PriceRow>
  /** The latest day (or month) on which one of its prices was seen. */
  observedOn: string
}>

/** The row of the region, or the one that holds everywhere. */
export const priceOf = (book: PriceBook, sku: string, region: string): PriceRow | undefined =>
  (indexes.get(book)?.get(region) ?? indexRegion(book, region)).get(sku)

/** What holds in a region, by sku: thousands of tenants ask the same book. It goes when its book goes. */
const indexes = new WeakMap<PriceBook, Map<string, ReadonlyMap<string, PriceRow>>>()

function indexRegion(book: PriceBook, region: string): ReadonlyMap<string, PriceRow> {
  const rows = [...book.rows.values()]
  const index = new Map(
    ['*', region].flatMap((place) =>
      rows.filter((row) => row.region === place).map((row) => [row.sku, row] as const),
    ),
  )
  const regions = indexes.get(book) ?? new Map<string, ReadonlyMap<string, PriceRow>>()
  indexes.set(book, regions.set(region, index))
  return index
}

/** Reads the price book; every flaw denies, as each one would be a wrong amount on somebody's desk. */
export function parsePriceBook(file: EstateFile): Readonly<{
  book: PriceBook | undefined
  findings: readonly Finding[]
  /** Where the row of a book that was read stands. */
  locate: (row: PriceRow) => Position
}> {
  const yaml = readYaml(file)
  const shape = [...yaml.findings, ...schemaFindings(validate, yaml)]
  const nowhere = () => yaml.locate('')
  if (yaml.value === undefined || shape.length > 0)
    return { book: undefined, findings: shape, locate: nowhere }
  const declared = yaml.value as Declared
  const rows = new Map<string, PriceRow>()
  const units = new Map<string, string>()
  const places = new Map<PriceRow, string>()
  const findings: Finding[] = []
  declared.prices.forEach((one, index) => {
    const pointer = `/prices/${index}`
    const { row, findings: flaws } = parsePriceRow(one, yaml, pointer)
    const key = keyOf(row.sku, row.region)
    const unit = units.get(row.sku) ?? row.unit
    findings.push(
      ...(rows.has(key) ? [twice(row, yaml, pointer)] : flaws),
      ...(unit === row.unit ? [] : [otherUnit(row, yaml, { pointer, unit })]),
    )
    rows.set(key, row)
    units.set(row.sku, unit)
    places.set(row, pointer)
  })
  return {
    book: findings.some(denies)
      ? undefined
      : { currency: declared.currency, rows, observedOn: lastSeen([...rows.values()]) },
    findings,
    locate: (row) => yaml.locate(places.get(row) ?? ''),
  }
}

const validate = lazySchema(pricesSchema)

const keyOf = (sku: string, region: string): string => `${sku} ${region}`

const lastSeen = (rows: readonly PriceRow[]): string =>
  rows.reduce((last, { observedOn = '' }) => (observedOn > last ? observedOn : last), '')

/** What the schema promises. */
type Declared = Readonly<{ currency: Currency; prices: readonly DeclaredRow[] }>

const twice = ({ sku, region }: PriceRow, yaml: YamlFile, pointer: string): Finding =>
  findingAt(yaml, {
    rule: 'prices/twice',
    pointer: `${pointer}/sku`,
    says: `${sku} in ${region === '*' ? 'every region' : region} is priced twice.`,
    fix: 'Keep the row that holds, and remove the other.',
  })

const otherUnit = (
  { sku, unit: other }: PriceRow,
  yaml: YamlFile,
  { pointer, unit }: Readonly<{ pointer: string; unit: string }>,
): Finding =>
  findingAt(yaml, {
    rule: 'prices/unit',
    pointer: `${pointer}/unit`,
    says: `${sku} is priced by the ${other} here, and by the ${unit} above.`,
    fix: 'Price one thing by one unit in every region.',
  })
