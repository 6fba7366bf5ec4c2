import { bookAge, judgePrices } from '../cost/judge-prices.ts'
import { parsePriceBook, pricesPath, type PriceBook } from '../cost/price-book.ts'
import { loadEstate } from '../git/working-tree.ts'
import { count } from '../review/comment/words.ts'
import { denies } from '../tenant/finding.ts'
import { isDay } from '../tenant/day.ts'
import { clean } from '../tenant/markdown.ts'
import { UserError } from '../tenant/user-error.ts'
import { print, printJson, tell } from './estate-options.ts'
import { formatFindings } from './format/text.ts'
import { paintStdout } from './format/paint.ts'

export type PricesOptions = Readonly<{ repo: string; on?: string; format: 'text' | 'json' }>

export function runPricesCheck({
  repo,
  on = new Date().toISOString().slice(0, 10),
  format,
}: PricesOptions): void {
  if (!isDay(on))
    throw new UserError(`${JSON.stringify(on.slice(0, 40))} is no day.`, { fix: 'Write it as 2026-09-01.' })
  const file = loadEstate(repo).find(({ path }) => path === pricesPath)
  if (file === undefined)
    throw new UserError(`The estate ${repo} has no ${pricesPath}.`, {
      fix: 'Name the estate with --repo DIR; `landlord init` writes a price book.',
    })
  const { book, findings: flaws, locate } = parsePriceBook(file)
  const old = book === undefined ? [] : judgePrices(book, on, (row) => ({ file: file.path, ...locate(row) }))
  const findings = [...flaws, ...old]
  if (format === 'json') printJson({ ...tallyOf(book), on, findings })
  else if (findings.length > 0) print(formatFindings(findings, flaws.length > 0 ? [file] : [], paintStdout()))
  const errors = findings.filter(denies).length
  tell(
    book === undefined
      ? `The price book cannot be used: ${count(errors, 'error')}.`
      : clean(wordsOf(book, on), 600),
  )
  if (errors > 0) process.exitCode = 1
}

const wordsOf = (book: PriceBook, on: string): string => {
  const { rows, missing } = tallyOf(book)
  return `${count(rows, 'row')}, ${missing} of them not priced; ${bookAge(book, on)}.`
}

function tallyOf(book: PriceBook | undefined) {
  const rows = [...(book?.rows.values() ?? [])]
  const of = (confidence: string) => rows.filter((row) => row.confidence === confidence).length
  return { rows: rows.length, verified: of('verified'), derived: of('derived'), missing: of('missing') }
}
