import { parseCsv } from './csv.ts'

/**
 * One of AWS's bulk price list files: the on-demand prices of one service, of one region or of all
 * (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html).
 */
export type Offer = Readonly<{
  /** `AmazonS3`. */
  code: string
  /** ISO date on which AWS published it. */
  publishedOn: string
  rates: readonly OfferRate[]
}>

/** What one unit of a product costs from so much a month on; a product with tiers has several. */
export type OfferRate = Readonly<{
  product: string
  /** By `attributeName`; JSON and CSV write the names differently, and here they are the same. */
  attributes: ReadonlyMap<string, string>
  unit: string
  /** Decimals as they are written. */
  from: string
  to: string
  usd: string
}>

/** A sentence where the text is no such file. */
export function parseOffer(text: string): Offer | string {
  try {
    return text.trimStart().startsWith('{') ? parseJsonOffer(text) : parseCsvOffer(text)
  } catch (error) {
    return `it cannot be read: ${error instanceof Error ? error.message : String(error)}`
  }
}

/** `Instance Type` of the CSV and `instanceType` of the JSON are one attribute. */
export const attributeName = (name: string): string => name.replaceAll(/[^A-Za-z]/g, '').toLowerCase()

function parseJsonOffer(text: string): Offer | string {
  const file: unknown = JSON.parse(text)
  const [code, published] = [textAt(file, 'offerCode'), textAt(file, 'publicationDate')]
  const products = at(file, 'products')
  const onDemand = at(at(file, 'terms'), 'OnDemand')
  if (code === undefined || published === undefined || products === undefined) return notOne
  const rates = entries(products).flatMap(([product, described]) => {
    const attributes = new Map([
      ['productfamily', textAt(described, 'productFamily') ?? ''],
      ...entries(at(described, 'attributes')).map(
        ([name, value]) => [attributeName(name), String(value)] as const,
      ),
    ])
    return entries(at(onDemand, product)).flatMap(([, term]) =>
      entries(at(term, 'priceDimensions')).flatMap(([, price]): readonly OfferRate[] => {
        const usd = textAt(at(price, 'pricePerUnit'), 'USD')
        if (usd === undefined) return []
        const field = (name: string) => textAt(price, name) ?? ''
        const range = { from: field('beginRange') || '0', to: field('endRange') || 'Inf' }
        return [{ product, attributes, unit: field('unit'), ...range, usd }]
      }),
    )
  })
  return { code, publishedOn: published.slice(0, 10), rates }
}

/** Five lines about the file, then the names of the columns, then a line for each price. */
function parseCsvOffer(text: string): Offer | string {
  const [...rows] = parseCsv(text)
  const headings = rows.findIndex(([first]) => first === 'SKU')
  const about = new Map(
    rows.slice(0, headings).map(([name = '', value = '']) => [attributeName(name), value]),
  )
  const [code, published] = [about.get('offercode'), about.get('publicationdate')]
  if (headings < 0 || code === undefined || published === undefined) return notOne
  const names = (rows[headings] ?? []).map(attributeName)
  const rates = rows.slice(headings + 1).flatMap((row): readonly OfferRate[] => {
    const attributes = new Map(names.map((name, index) => [name, row[index] ?? ''] as const))
    const field = (name: string) => attributes.get(name) ?? ''
    if (field('termtype') !== 'OnDemand' || field('currency') !== 'USD') return []
    const range = { from: field('startingrange') || '0', to: field('endingrange') || 'Inf' }
    return [{ product: field('sku'), attributes, unit: field('unit'), ...range, usd: field('priceperunit') }]
  })
  return { code, publishedOn: published.slice(0, 10), rates }
}

const notOne = 'it is no price list file of AWS: an offer code and a publication date are missing.'

const at = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined

const textAt = (value: unknown, key: string): string | undefined => {
  const found = at(value, key)
  return typeof found === 'string' ? found : undefined
}

const entries = (value: unknown): readonly (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : []
