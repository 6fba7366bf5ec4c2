import { renderDecimal } from '../../cost/decimal.ts'
import { pricePlaces } from '../../cost/price-row.ts'
import { renderQuantity } from '../../cost/quantity.ts'
import type { PriceTier } from '../../cost/price-tiers.ts'
import { columns } from './columns.ts'

/** A row of the price book before and after. Undefined: it had no price. */
export type PriceChange = Readonly<{
  sku: string
  region: string
  unit: string
  before: string | undefined
  after: string
  source: string
}>

type Rest = Readonly<{
  kept: readonly Readonly<{ sku: string; region: string; why: string }>[]
  unread: readonly Readonly<{ name: string; why: string }>[]
  currency: string
}>

/** What changes, old price and new; then what stays, and why. */
export function formatRefresh(changes: readonly PriceChange[], { kept, unread, currency }: Rest): string {
  const rows = changes.map(({ sku, region, unit, before, after, source }) => [
    sku,
    place(region),
    before === after ? `${after} as before` : `${before ?? 'not priced'} → ${after}`,
    unit,
    source,
  ])
  return [
    rows.length === 0
      ? 'No row changes.'
      : columns([['WHAT', 'WHERE', `PRICE, ${currency}`, 'FOR A', 'SOURCE'], ...rows]),
    kept.length === 0 ? '' : `Not changed:\n${columns(keptRows(kept), { indent: 2 })}`,
    unread.length === 0
      ? ''
      : `Passed over:\n${columns(
          unread.map(({ name, why }) => [name, why]),
          { indent: 2 },
        )}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

/** What stays for one reason in one place is one line: usually the list was of another region. */
const keptRows = (kept: Rest['kept']): readonly (readonly string[])[] =>
  [...Map.groupBy(kept, ({ region, why }) => `${region} ${why}`).values()].flatMap((rows) => {
    const [first] = rows
    if (first === undefined) return []
    const more = rows.length === 1 ? '' : ` and ${rows.length - 1} more`
    return [[`${first.sku}${more}`, place(first.region), first.why]]
  })

/** `0.09`, or `0.09 from 0, 0.085 from 10240`. */
export const priceWords = (tiers: readonly PriceTier[]): string =>
  tiers
    .map(({ from, price }) => {
      const amount = renderDecimal(price, pricePlaces, 2)
      return tiers.length === 1 ? amount : `${amount} from ${renderQuantity(from)}`
    })
    .join(', ')

const place = (region: string): string => (region === '*' ? 'everywhere' : region)
