import type { Currency, Money } from '../tenant/money.ts'
import type { Settings } from '../tenant/settings.ts'
import type { Tenant } from '../tenant/tenant.ts'
import { renderDecimal } from './decimal.ts'
import type { CostLine, Estimate, Range } from './estimate.ts'
import { rateOn, type ExchangeRates, type Rate } from './exchange-rates.ts'
import { monthlyNeeds, usesOf, type Need } from './needs.ts'
import type { PriceBook } from './price-book.ts'
import { pricePlaces } from './price-row.ts'
import { inTier, tierWords, type PriceTier } from './price-tiers.ts'
import { minorOf, noPrice, perPriceAt, pricedBy, type Priced } from './priced-need.ts'
import { renderQuantity } from './quantity.ts'
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
  const rows = rowsOf(tenant, { book, rate, settings })
  return {
    tenant: tenant.id,
    monthly: monthlyOf(rows, currency),
    lines: rows.flatMap((row) => lineOf(row, currency)),
    exclusions: exclusionsOf(rows, tenant, { book, rate, currency, on }),
  }
}

function rowsOf(
  tenant: Tenant,
  { book, rate, settings }: Readonly<{ book: PriceBook; rate: Rate | undefined; settings: Settings }>,
): readonly Row[] {
  const profiles = usageProfiles(tenant, settings)
  const perPrice = rate && perPriceAt(rate)
  return monthlyNeeds(usesOf(tenant), book).flatMap((need): readonly Row[] => {
    const range = {
      low: need.quantityIn(profiles.low),
      expected: need.quantityIn(profiles.expected),
      high: need.quantityIn(profiles.high),
    }
    if (range.high === 0n) return []
    return tieredRows(need, range, pricedBy(need, tenant.region, book, perPrice))
  })
}

function monthlyOf(rows: readonly Row[], currency: Currency): Range {
  const sum = (which: keyof Amounts): Money => ({
    currency,
    minor: rows.reduce((total, { cost }) => total + (cost?.[which] ?? 0n), 0n),
  })
  return { low: sum('low'), expected: sum('expected'), high: sum('high') }
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
    ...(unpriced.length === 0 ? [] : [`no price in ${region} for ${unpriced.map(asNoun).join(', ')}`]),
    ...rows.flatMap(({ need, priced }) =>
      'why' in priced && priced.why !== noPrice ? [`${need.label} ${priced.why}`] : [],
    ),
    ...grace,
  ]
}

/** "Cache, a share of a machine" → "cache (a share of a machine)", since the list has commas of its own. */
const asNoun = (label: string): string => {
  const comma = label.indexOf(', ')
  const noun = label.charAt(0).toLowerCase() + label.slice(1, comma < 0 ? undefined : comma)
  return comma < 0 ? noun : `${noun} (${label.slice(comma + 2)})`
}

/** Low, expected and high: of a quantity, or of minor units. */
type Amounts = Readonly<{ low: bigint; expected: bigint; high: bigint }>

/** One line: a need, or what of it falls into one tier of its price. */
type Row = Readonly<{ need: Need; range: Amounts; priced: Priced; tier: number; cost: Amounts | undefined }>

function tieredRows(need: Need, range: Amounts, priced: Priced): readonly Row[] {
  if ('why' in priced) return [{ need, range, priced, tier: 0, cost: undefined }]
  const { tiers } = priced.row
  return tiers.flatMap(({ from, price }, tier): readonly Row[] => {
    if (range.high <= from) return []
    const part = tiers.length === 1 ? range : mapAmounts(range, (quantity) => inTier(quantity, tiers, tier))
    const cost = mapAmounts(part, (quantity) => minorOf(quantity, price, priced.perPrice))
    return [{ need, range: part, priced, tier, cost }]
  })
}

/** Half of all lines are the same however much is used. */
function mapAmounts({ low, expected, high }: Amounts, map: (amount: bigint) => bigint): Amounts {
  const mapped = map(expected)
  return low === high
    ? { low: mapped, expected: mapped, high: mapped }
    : { low: map(low), expected: mapped, high: map(high) }
}

/** Nothing for a tier that only the high of the range reaches. */
function lineOf({ need, range, priced, tier, cost }: Row, currency: Currency): readonly CostLine[] {
  if (tier > 0 && range.expected === 0n) return []
  const row = 'row' in priced ? priced.row : undefined
  const next = row?.tiers[tier + 1]?.from
  const alone = tier === 0 && (next === undefined || range.expected < next)
  const words = row === undefined || alone ? '' : tierWords(row.tiers, tier, need.unit)
  return [
    {
      sku: need.sku,
      label: words === '' ? need.label : `${need.label}, ${words}`,
      quantity: renderQuantity(range.expected),
      unit: need.unit,
      unitPrice: unitPriceOf(row?.tiers[tier]),
      monthly: cost && { currency, minor: cost.expected },
      source: row?.cited,
      fixed: range.low === range.high,
    },
  ]
}

/** A price is asked for by every tenant, and written out once. */
function unitPriceOf(tier: PriceTier | undefined): string | undefined {
  if (tier === undefined) return undefined
  const known = shownPrices.get(tier) ?? renderDecimal(tier.price, pricePlaces, 2)
  shownPrices.set(tier, known)
  return known
}

const shownPrices = new WeakMap<PriceTier, string>()
