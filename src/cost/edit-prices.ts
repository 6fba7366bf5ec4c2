import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml'
import type { DeclaredTier, PriceUpdate } from './refresh-prices.ts'

/**
 * The text of a price book with other prices in it. Only what changes is written anew; order, comments and every other
 * row stay to the letter. A row that the book does not have yet is added after the last one of its kind.
 */
export function editPrices(text: string, updates: readonly PriceUpdate[]): string {
  const rows = rowsOf(text)
  const rowOf = ({ sku, region }: PriceUpdate): Row | undefined =>
    rows.find((row) => textOf(row, 'sku') === sku && textOf(row, 'region') === region)
  const splices = updates.flatMap((update) => {
    const row = rowOf(update)
    return row === undefined ? [] : rowSplices(text, row, update)
  })
  return updates.filter((update) => rowOf(update) === undefined).reduce(withRow, applied(text, splices))
}

type Row = YAMLMap.Parsed

function rowsOf(text: string): readonly Row[] {
  const rows: unknown = parseDocument(text).get('prices')
  return isSeq(rows) ? rows.items.filter((row): row is Row => isMap(row)) : []
}

/** Replaces the characters from `start` to `end`. */
type Splice = Readonly<{ start: number; end: number; text: string }>

const applied = (text: string, splices: readonly Splice[]): string =>
  splices
    .toSorted((a, b) => b.start - a.start)
    .reduce((edited, { start, end, text: words }) => edited.slice(0, start) + words + edited.slice(end), text)

/** One price takes the place of tiers, and the other way round; what was missing is not any more. */
function rowSplices(text: string, row: Row, update: PriceUpdate): readonly Splice[] {
  const style = styleOf(text, row)
  const price = entry(update, style)
  const [amount] = fields(row, ['price', 'tiers'])
  const unit = fields(row, ['unit'])[0]
  const set = (key: string, value: string): readonly Splice[] => {
    const [field] = fields(row, [key])
    return field === undefined ? [] : [{ ...field.value, text: value }]
  }
  const observed =
    fields(row, ['observedOn']).length > 0 ? '' : `${style.between}observedOn: ${update.observedOn}`
  return [
    ...(saysSame(row, update)
      ? []
      : amount === undefined
        ? [{ start: unit?.value.end ?? 0, end: unit?.value.end ?? 0, text: `${style.between}${price}` }]
        : [{ start: amount.key.start, end: amount.value.end, text: price }]),
    ...set('source', plain(update.source, style) + observed),
    ...set('observedOn', update.observedOn),
    ...set('confidence', 'verified'),
  ]
}

/** A price that is only written another way (`2.5`, `2.50`) stays as it is written. */
function saysSame(row: Row, { tiers }: PriceUpdate): boolean {
  const { price, tiers: steps } = row.toJSON() as Readonly<{
    price?: unknown
    tiers?: readonly DeclaredTier[]
  }>
  const written = price === undefined ? (steps ?? []) : [{ from: 0, price }]
  const numbers = (all: readonly Readonly<{ from: unknown; price: unknown }>[]) =>
    JSON.stringify(all.map((one) => [Number(one.from), Number(one.price)]))
  return numbers(written) === numbers(tiers)
}

/** A row is written in one line, or with a line for each field. */
type Style = Readonly<{ between: string; tiers: (tiers: readonly string[]) => string; inLine: boolean }>

function styleOf(text: string, row: Row): Style {
  if (row.flow === true)
    return { between: ', ', tiers: (tiers) => `tiers: [${tiers.join(', ')}]`, inLine: true }
  const start = rangeOf(row.items[0]?.key).start
  return blockStyle(' '.repeat(start - (text.lastIndexOf('\n', start - 1) + 1)))
}

const blockStyle = (indent: string): Style => ({
  between: `\n${indent}`,
  tiers: (tiers) => ['tiers:', ...tiers.map((tier) => `${indent}  - ${tier}`)].join('\n'),
  inLine: false,
})

function entry({ tiers }: PriceUpdate, style: Style): string {
  const [first] = tiers
  return tiers.length === 1 && first !== undefined ? `price: ${first.price}` : style.tiers(tiers.map(step))
}

const step = ({ from, price }: DeclaredTier): string => `{ from: ${from}, price: ${price} }`

/** Within one line a comma would end the text. */
const plain = (words: string, { inLine }: Style): string =>
  (inLine && /[,[\]{}]/.test(words)) || /: |^['"*&!%#@`[\]{}>|-]| #/.test(words)
    ? `'${words.replaceAll("'", "''")}'`
    : words

type Range = Readonly<{ start: number; end: number }>

const fields = (row: Row, names: readonly string[]): readonly Readonly<{ key: Range; value: Range }>[] =>
  row.items
    .filter(({ key }) => isScalar(key) && names.includes(String(key.value)))
    .map(({ key, value }) => ({ key: rangeOf(key), value: rangeOf(value) }))

const textOf = (row: Row, name: string): unknown => {
  const value: unknown = row.get(name)
  return isScalar(value) ? value.value : value
}

/** Of a list with a line for each item, up to the end of the last one. */
function rangeOf(node: unknown): Range {
  const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined
  const [start, end] = Array.isArray(range) ? (range as readonly unknown[]) : []
  const last = isSeq(node) && node.flow !== true ? node.items.at(-1) : undefined
  return { start: Number(start), end: last === undefined ? Number(end) : rangeOf(last).end }
}

/** After the last row of its kind (`model/…`), or after all of them, with a line for each field. */
function withRow(text: string, update: PriceUpdate): string {
  const rows = rowsOf(text)
  const kind = `${update.sku.split('/')[0] ?? ''}/`
  const last = rows.findLast((row) => String(textOf(row, 'sku')).startsWith(kind)) ?? rows.at(-1)
  const end = last === undefined ? text.length : rangeOf(last.items.at(-1)?.value).end
  const lineEnd = text.indexOf('\n', end)
  const at = lineEnd < 0 ? text.length : lineEnd
  const style = blockStyle('    ')
  const row = [
    `  - sku: ${update.sku}`,
    `region: ${update.region === '*' ? "'*'" : update.region}`,
    `unit: ${update.unit}`,
    entry(update, style),
    `source: ${plain(update.source, style)}`,
    `observedOn: ${update.observedOn}`,
    'confidence: verified',
  ].join(style.between)
  return `${text.slice(0, at)}\n${row}${text.slice(at)}`
}
