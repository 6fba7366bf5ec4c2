import type { Currency, Money } from '../tenant/money.ts'
import type { Settings } from '../tenant/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { divideHalfUp, renderDecimal } from './decimal.ts'
import type { CostLine, Estimate } from './estimate.ts'
import { rateOn, ratePlaces, type ExchangeRates, type Rate } from './exchange-rates.ts'
import { monthlyNeeds, type Need } from './needs.ts'
import { priceOf, pricePlaces, type PriceBook, type PriceRow } from './price-book.ts'
import { quantityPlaces, renderQuantity, type Quantity } from './quantity.ts'
import { usageProfiles } from './usage-profile.ts'

/**
 * What a tenant costs in a month, at the prices of the book and the exchange rate of the day `on` (the head commit's
 * date): the same commit gives the same figure for ever. Each line is rounded to the minor unit (a half goes up),
 * and the lines add up to the total. What has no price is an exclusion, never nothing.
 */
export function estimateTenant(
  tenant: Tenant,
  book: PriceBook,
  rates: ExchangeRates,
  settings: Settings,
  on: string,
): Estimate {
  const { currency } = settings
  const rate = rateOn(rates, { from: book.currency, to: currency }, on)
  const profiles = usageProfiles(tenant, settings)
  const low = monthlyNeeds(tenant, profiles.low, book)
  const high = monthlyNeeds(tenant, profiles.high, book)
  const rows = monthlyNeeds(tenant, profiles.expected, book).flatMap((need, index): readonly Row[] => {
    const range = {
      low: low[index]?.quantity ?? 0n,
      expected: need.quantity,
      high: high[index]?.quantity ?? 0n,
    }
    return range.high === 0n ? [] : [{ need, range, priced: pricedBy(need, tenant.region, { book, rate }) }]
  })
  const sum = (which: keyof Row['range']): Money => ({
    currency,
    minor: rows.reduce((total, row) => total + (costOf(row, which) ?? 0n), 0n),
  })
  return {
    tenant: tenant.id,
    monthly: { low: sum('low'), expected: sum('expected'), high: sum('high') },
    lines: rows.map((row) => lineOf(row, settings)),
    exclusions: exclusionsOf(rows, tenant, { book, rate, currency, on }),
  }
}

/** What the figure leaves out, in words; what has no price in one sentence, as it may be long. */
function exclusionsOf(
  rows: readonly Row[],
  { region, lifecycle }: Tenant,
  {
    book,
    rate,
    currency,
    on,
  }: Readonly<{ book: PriceBook; rate: Rate | undefined; currency: Currency; on: string }>,
): readonly string[] {
  const grace = lifecycle.state === 'retired' ? ['storage during the days of grace after retirement'] : []
  if (rate === undefined)
    return [
      `everything, as ${book.currency} has no exchange rate to ${currency} on ${on.slice(0, 10)}`,
      ...grace,
    ]
  const unpriced = rows.flatMap(({ need, priced }) =>
    'why' in priced && priced.why === noPrice ? [need.label] : [],
  )
  return [
    ...(unpriced.length === 0 ? [] : [`no price in ${region} for ${unpriced.join(', ')}`]),
    ...rows.flatMap(({ need, priced }) =>
      'why' in priced && priced.why !== noPrice ? [`${need.label} ${priced.why}`] : [],
    ),
    ...grace,
  ]
}

const noPrice = 'has no price'

type Row = Readonly<{
  need: Need
  range: Readonly<{ low: Quantity; expected: Quantity; high: Quantity }>
  priced: Priced
}>

type Priced = Readonly<{ row: PriceRow; price: bigint; rate: Rate }> | Readonly<{ why: string }>

function pricedBy(
  { sku, unit }: Need,
  region: string,
  { book, rate }: Readonly<{ book: PriceBook; rate: Rate | undefined }>,
): Priced {
  const row = priceOf(book, sku, region)
  if (row?.price === undefined) return { why: noPrice }
  if (row.unit !== unit) return { why: `is priced by the ${row.unit}, and needed by the ${unit}` }
  return rate === undefined ? { why: 'has no exchange rate' } : { row, price: row.price, rate }
}

/** quantity × price × rate, rounded once. */
function costOf({ range, priced }: Row, which: keyof Row['range']): bigint | undefined {
  if ('why' in priced) return undefined
  return divideHalfUp(range[which] * priced.price * priced.rate.rate * minorPerUnit, scale)
}

const minorPerUnit = 100n
const scale = 10n ** BigInt(quantityPlaces + pricePlaces + ratePlaces)

function lineOf(row: Row, { currency }: Settings): CostLine {
  const { need, priced } = row
  const minor = costOf(row, 'expected')
  const known = 'row' in priced ? priced : undefined
  return {
    sku: need.sku,
    label: need.label,
    quantity: renderQuantity(need.quantity),
    unit: need.unit,
    unitPrice: known && renderDecimal(known.price, pricePlaces, 2),
    monthly: minor === undefined ? undefined : { currency, minor },
    source: known && `${known.row.source}, ${known.row.observedOn ?? 'undated'}`,
  }
}
