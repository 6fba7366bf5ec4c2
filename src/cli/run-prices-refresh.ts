import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { editPrices } from '../cost/edit-prices.ts'
import { refreshModels } from '../cost/model-prices.ts'
import { parsePriceBook, pricesPath, type PriceBook } from '../cost/price-book.ts'
import { refreshFromOffers, type PriceUpdate } from '../cost/refresh-prices.ts'
import type { PriceRow } from '../cost/price-row.ts'
import { loadEstate } from '../git/working-tree.ts'
import { count } from '../review/comment/words.ts'
import type { EstateFile } from '../tenant/estate-file.ts'
import { UserError } from '../tenant/user-error.ts'
import { print, printJson, tell } from './estate-options.ts'
import { formatRefresh, priceWords, type PriceChange } from './format/refresh.ts'
import { loadOffers } from './load-offers.ts'
import { findModelPrice } from './model-list.ts'

export type RefreshOptions = Readonly<{
  repo: string
  from?: string
  /** `true`: those that the book has. */
  models?: true | readonly string[]
  dryRun?: boolean
  format: 'text' | 'json'
}>

/** Rows of the price book as lists have them now; nothing is written where something would not be understood again. */
export async function runPricesRefresh({
  repo,
  from,
  models,
  dryRun = false,
  format,
}: RefreshOptions): Promise<void> {
  if (from === undefined && models === undefined)
    throw new UserError('Nothing says where prices are to come from.', {
      fix: 'Name AWS price lists with --from DIR or --from URL, or ask for --models.',
    })
  const { file, text, book } = loadBook(repo)
  const { offers, unread } = from === undefined ? { offers: [], unread: [] } : await loadOffers(from, book)
  const infrastructure = from === undefined ? { updates: [], kept: [] } : refreshFromOffers(book, offers)
  const asked = models === undefined || models === true ? [] : models
  const found =
    models === undefined ? { updates: [], kept: [], added: [] } : refreshModels(book, findModelPrice, asked)
  const unknown = asked.flatMap((id) => {
    const price = findModelPrice(id)
    return typeof price === 'string' ? [{ name: id, why: price }] : []
  })
  const updates: readonly PriceUpdate[] = [
    ...[...infrastructure.updates, ...found.updates].map(({ update }) => update),
    ...found.added,
  ]
  const edited = editPrices(text, updates)
  const after = sound(file, edited)
  const changes = changesBetween(book, after)
  const kept = [...infrastructure.kept, ...found.kept].map(({ row, why }) => ({
    sku: row.sku,
    region: row.region,
    why,
  }))
  const passedOver = [...unread, ...unknown]
  if (format === 'json') printJson({ changes, kept, unread: passedOver, written: !dryRun && edited !== text })
  else print(formatRefresh(changes, { kept, unread: passedOver, currency: book.currency }))
  if (!dryRun && edited !== text) writeFileSync(join(repo, pricesPath), edited)
  tell(
    `${count(changes.length, 'row')} ${changes.length === 1 ? 'changes' : 'change'}, ${kept.length} stay as they are for want of a price; ${dryRun ? 'nothing was written' : edited === text ? 'nothing to write' : `${pricesPath} was written`}.`,
  )
  if (passedOver.length > 0) process.exitCode = 1
}

function loadBook(repo: string): Readonly<{ file: EstateFile; text: string; book: PriceBook }> {
  const file = loadEstate(repo).find(({ path }) => path === pricesPath)
  if (file?.bytes === undefined)
    throw new UserError(`The estate ${repo} has no ${pricesPath}.`, {
      fix: 'Name the estate with --repo DIR; `landlord init` writes a price book.',
    })
  const { book, findings } = parsePriceBook(file)
  if (book === undefined)
    throw new UserError(`The price book cannot be read: ${findings[0]?.says ?? 'it has flaws'}`, {
      fix: 'Mend what `landlord prices check` lists, then refresh.',
    })
  return { file, text: new TextDecoder().decode(file.bytes), book }
}

/** What was written has to be read again with no flaw; anything else is a mistake of ours, and nothing is written. */
function sound(file: EstateFile, text: string): PriceBook {
  const bytes = new TextEncoder().encode(text)
  const { book, findings } = parsePriceBook({ ...file, blob: '', size: bytes.length, bytes })
  if (book === undefined)
    throw new Error(`The refreshed price book is broken: ${JSON.stringify(findings[0])}`)
  return book
}

function changesBetween(before: PriceBook, after: PriceBook): readonly PriceChange[] {
  return [...after.rows].flatMap(([key, row]) => {
    const old = before.rows.get(key)
    if (old !== undefined && sayOf(old) === sayOf(row)) return []
    const { sku, region, unit, cited } = row
    const was = old === undefined || old.tiers.length === 0 ? undefined : priceWords(old.tiers)
    return [{ sku, region, unit, before: was, after: priceWords(row.tiers), source: cited }]
  })
}

const sayOf = ({ tiers, cited, confidence }: PriceRow): string =>
  [priceWords(tiers), cited, confidence].join('\n')
