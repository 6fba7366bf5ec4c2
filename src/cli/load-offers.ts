import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { awsProductOf } from '../cost/aws-products.ts'
import { parseOffer, type Offer } from '../cost/offer.ts'
import type { PriceBook } from '../cost/price-book.ts'
import { UserError } from '../tenant/user-error.ts'

/** Price list files, and the names of what was there and is none. */
export type LoadedOffers = Readonly<{
  offers: readonly Offer[]
  unread: readonly Readonly<{ name: string; why: string }>[]
}>

/** From a file, every file below a folder, one file's address, or the address of a whole price list service. */
export async function loadOffers(from: string, book: PriceBook): Promise<LoadedOffers> {
  const texts = /^https?:\/\//.test(from) ? await download(from, book) : readFiles(from)
  const offers: Offer[] = []
  const unread: { name: string; why: string }[] = []
  for (const { name, text } of texts) {
    const offer = parseOffer(text)
    if (typeof offer === 'string') unread.push({ name, why: offer })
    else offers.push(offer)
  }
  return { offers, unread }
}

type Named = Readonly<{ name: string; text: string }>

function readFiles(from: string): readonly Named[] {
  const stat = statSync(from, { throwIfNoEntry: false })
  if (stat === undefined)
    throw new UserError(`There is no file or folder ${from}.`, {
      fix: 'Name a folder with price list files of AWS (index.json, index.csv), or their address.',
    })
  const paths = stat.isDirectory()
    ? readdirSync(from, { recursive: true, encoding: 'utf8' }).map((name) => join(from, name))
    : [from]
  const files = paths.filter((path) => /\.(json|csv)$/i.test(path)).toSorted()
  return files.map((name) => ({ name, text: readFileSync(name, 'utf8') }))
}

/** One service's file of one region each, as `…/offers/v1.0/aws/AmazonS3/current/eu-west-1/index.csv`. */
async function download(from: string, book: PriceBook): Promise<readonly Named[]> {
  if (/\.(json|csv)$/i.test(new URL(from).pathname)) return [await fetchText(from)]
  const base = from.replace(/\/$/, '')
  const wanted = [...book.rows.values()].flatMap(({ sku, region }) => {
    const product = awsProductOf(sku)
    return product === undefined || region === '*' ? [] : [`${product.offer}/current/${region}`]
  })
  const files: Named[] = []
  // One after the other: each is up to twenty megabytes, and this is done twice a year.
  for (const path of new Set(wanted))
    files.push(await fetchText(`${base}/offers/v1.0/aws/${path}/index.json`))
  return files
}

async function fetchText(url: string): Promise<Named> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(patience) })
    if (!answer.ok) throw new Error(`it answered ${answer.status}`)
    return { name: url, text: await answer.text() }
  } catch (cause) {
    throw new UserError(`${url} could not be read.`, {
      fix: 'Look at the address, or download the files with a browser and name their folder.',
      cause,
    })
  }
}

const patience = 120_000
