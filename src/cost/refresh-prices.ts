import { awsProductOf, isProduct, type AwsProduct } from './aws-products.ts'
import { parseDecimal, renderDecimal } from './decimal.ts'
import type { Offer, OfferRate } from './offer.ts'
import type { PriceBook } from './price-book.ts'
import { pricePlaces, type PriceRow } from './price-row.ts'
import { quantityPlaces } from './quantity.ts'

/** What a row of the price book is to say from now on. */
export type PriceUpdate = Readonly<{
  sku: string
  region: string
  unit: string
  tiers: readonly DeclaredTier[]
  source: string
  observedOn: string
}>

/** Decimals, exactly as the file is to hold them. */
export type DeclaredTier = Readonly<{ from: string; price: string }>

export type Refreshed = Readonly<{
  updates: readonly Readonly<{ row: PriceRow; update: PriceUpdate }>[]
  /** Rows that stay as they are although somebody asked, and why. */
  kept: readonly Readonly<{ row: PriceRow; why: string }>[]
}>

/**
 * What price lists say of the rows that a book has. Nothing is guessed: a row changes only where its list names one
 * price for it, in the unit that is meant, and is no older than what the row says already.
 */
export function refreshFromOffers(book: PriceBook, offers: readonly Offer[]): Refreshed {
  const updates: { row: PriceRow; update: PriceUpdate }[] = []
  const kept: { row: PriceRow; why: string }[] = []
  for (const row of book.rows.values()) {
    const product = awsProductOf(row.sku)
    if (product === undefined || row.region === '*') continue
    const found = offers
      .filter(({ code }) => code === product.offer)
      .map((offer) => readRow(row, product, offer))
    const update = found
      .flatMap((one) => (typeof one === 'string' ? [] : [one]))
      .reduce<PriceUpdate | undefined>(
        (last, one) => (last && last.observedOn >= one.observedOn ? last : one),
        undefined,
      )
    if (update === undefined) kept.push({ row, why: whyNot(found, product) })
    else updates.push({ row, update })
  }
  return { updates, kept }
}

/** The most telling of what the lists say. */
const whyNot = (found: readonly (PriceUpdate | string)[], { offer }: AwsProduct): string => {
  const said = found.filter((one) => typeof one === 'string')
  return said.find((one) => one !== absent) ?? said[0] ?? `no price list of ${offer} was given`
}

const absent = 'the price list does not have it'

/** The row as an offer has it, or why not. */
function readRow(row: PriceRow, product: AwsProduct, offer: Offer): PriceUpdate | string {
  const rates = offer.rates.filter((rate) => isProduct(product, row.region, rate))
  if (rates.length === 0) return absent
  const unit = rates.find((rate) => rate.unit !== product.unit)?.unit
  if (unit !== undefined) return `the price list counts it in ${unit}, and ${product.unit} was expected`
  const tiers = [...Map.groupBy(rates, (rate) => rate.product).values()].map((each) =>
    tiersOf(each, product.perUnit),
  )
  const problem = tiers.find((each) => typeof each === 'string')
  if (problem !== undefined) return problem
  const [first = []] = tiers.filter((each) => typeof each !== 'string')
  if (tiers.some((each) => JSON.stringify(each) !== JSON.stringify(first)))
    return `${tiers.length} products of the price list fit, at different prices`
  if (row.observedOn !== undefined && offer.publishedOn < row.observedOn)
    return `the price list of ${offer.publishedOn} is older than the row`
  const { sku, region } = row
  return {
    sku,
    region,
    unit: row.unit,
    tiers: first,
    source: `AWS price list, ${offer.code}, ${region}`,
    observedOn: offer.publishedOn,
  }
}

/** Rising from 0, each one starting where the one before it ends. */
function tiersOf(rates: readonly OfferRate[], perUnit: bigint): readonly DeclaredTier[] | string {
  const steps = rates.map(({ from, to, usd }) => ({
    from: parseDecimal(from, quantityPlaces),
    to: to === 'Inf' ? undefined : parseDecimal(to, quantityPlaces),
    price: parseDecimal(usd, fine),
  }))
  const sorted = steps.toSorted((a, b) => ((a.from ?? 0n) < (b.from ?? 0n) ? -1 : 1))
  const tiers: DeclaredTier[] = []
  for (const [index, { from, price }] of sorted.entries()) {
    if (from === undefined || price === undefined) return 'its price list holds a number that cannot be read'
    const before = index === 0 ? 0n : sorted[index - 1]?.to
    if (from !== before) return 'the tiers of its price list leave a gap or overlap'
    const scaled = price * perUnit
    if (scaled % finer !== 0n) return `its price has more than ${pricePlaces} decimals`
    // Tiers start at so many of AWS's units, which may be parts of ours.
    tiers.push({
      from: renderDecimal(from / perUnit, quantityPlaces),
      price: renderDecimal(scaled / finer, pricePlaces, 2),
    })
  }
  return tiers.every(({ price }) => /^[0.]+$/.test(price))
    ? 'its price list says that it is free, which nobody would believe'
    : tiers
}

/** Price lists have ten decimals of a single request. */
const fine = 14
const finer = 10n ** BigInt(fine - pricePlaces)
