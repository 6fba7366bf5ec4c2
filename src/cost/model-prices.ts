import type { PriceBook } from './price-book.ts'
import type { PriceRow } from './price-row.ts'
import type { PriceUpdate, Refreshed } from './refresh-prices.ts'

/** What a list of model prices says of one exact model id; dollars for a million tokens. */
export type ModelPrice = Readonly<{
  id: string
  input: number
  /** Undefined: the model only embeds. */
  output: number | undefined
  source: string
  observedOn: string
}>

export type FindModel = (id: string) => ModelPrice | string

/** The model rows of a book, and those of `more` models, as a list has them by their exact id. */
export function refreshModels(
  book: PriceBook,
  find: FindModel,
  more: readonly string[] = [],
): Refreshed & Readonly<{ added: readonly PriceUpdate[] }> {
  const rows = [...book.rows.values()].flatMap((row) => {
    const { id, side } = modelOf(row.sku) ?? {}
    return id === undefined || side === undefined ? [] : [{ row, id, side }]
  })
  const read = rows.map(({ row, id, side }) => ({ row, update: updateOf(find(id), side, row) }))
  const known = new Set(rows.map(({ id }) => id))
  const added = more
    .filter((id) => !known.has(id))
    .flatMap((id) => (['input', 'output'] as const).map((side) => updateOf(find(id), side)))
  return {
    updates: read.flatMap(({ row, update }) => (typeof update === 'string' ? [] : [{ row, update }])),
    kept: read.flatMap(({ row, update }) => (typeof update === 'string' ? [{ row, why: update }] : [])),
    added: added.flatMap((update) => (typeof update === 'string' ? [] : [update])),
  }
}

const modelOf = (sku: string): Readonly<{ id: string; side: 'input' | 'output' }> | undefined => {
  const { id, side } = /^model\/(?<id>.+)\/(?<side>input|output)$/.exec(sku)?.groups ?? {}
  return id === undefined ? undefined : { id, side: side === 'output' ? 'output' : 'input' }
}

function updateOf(
  found: ModelPrice | string,
  side: 'input' | 'output',
  row?: PriceRow,
): PriceUpdate | string {
  if (typeof found === 'string') return found
  const { id, source, observedOn } = found
  const dollars = found[side]
  if (dollars === undefined) return `the list has no ${side} price for it`
  if (row?.observedOn !== undefined && observedOn < row.observedOn)
    return `the list of ${observedOn} is older than the row`
  const price = plainDecimal(dollars)
  if (price === undefined) return `the list says ${dollars}, which is no price`
  return {
    sku: `model/${id}/${side}`,
    region: '*',
    unit: 'million tokens',
    tiers: [{ from: '0', price }],
    source,
    observedOn,
  }
}

/** Numbers of a list are short decimals; eight of them is what a price book holds. */
function plainDecimal(dollars: number): string | undefined {
  const text = dollars.toFixed(8)
  return Number(text) === dollars && dollars > 0 ? text.replace(/(\.\d\d\d*?)0+$/, '$1') : undefined
}
