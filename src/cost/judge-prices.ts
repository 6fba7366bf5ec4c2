import type { Finding } from '../tenant/finding.ts'
import { ageInDays } from './day.ts'
import type { PriceBook } from './price-book.ts'
import type { PriceRow } from './price-row.ts'

/** A list price is looked up again twice a year. */
const staleAfterDays = 180

const isStale = ({ observedOn }: PriceRow, on: string): boolean =>
  observedOn !== undefined && ageInDays(observedOn, on) > staleAfterDays

/** Where a row stands in the price book. */
export type RowPlace = Readonly<{ file: string; line: number; column: number }>

/** What a sound book should have looked at again on a day (ISO date): old prices, and days yet to come. */
export function judgePrices(
  book: PriceBook,
  on: string,
  placeOf: (row: PriceRow) => RowPlace,
): readonly Finding[] {
  return [...book.rows.values()].flatMap((row): readonly Finding[] => {
    const { sku, region, observedOn } = row
    if (observedOn === undefined) return []
    const days = ageInDays(observedOn, on)
    const name = `The price of ${sku} in ${region === '*' ? 'every region' : region}`
    const place = { severity: 'warn', ...placeOf(row), pointer: '' } as const
    if (isStale(row, on))
      return [
        {
          ...place,
          rule: 'prices/old',
          says: `${name} was seen ${days} days ago, ${observedOn.length === 7 ? 'in' : 'on'} ${observedOn}.`,
          fix: `Read ${row.source} again, then set \`price\` and \`observedOn\`.`,
        },
      ]
    if (days < 0)
      return [
        {
          ...place,
          rule: 'prices/future',
          says: `${name} was seen on ${observedOn}, which is yet to come.`,
          fix: 'Set `observedOn` to the day on which somebody read the price.',
        },
      ]
    return []
  })
}

/** "oldest price of 2024-07, 14 of 52 older than 180 days", on that day. */
export function bookAge(book: PriceBook, on: string): string {
  const rows = [...book.rows.values()]
  const seen = rows.flatMap(({ observedOn }) => observedOn ?? []).toSorted()
  const oldest = seen[0]
  const stale = rows.filter((row) => isStale(row, on)).length
  if (oldest === undefined) return 'no price in it'
  const dated = `oldest price of ${oldest}`
  return stale === 0 ? dated : `${dated}, ${stale} of ${seen.length} older than ${staleAfterDays} days`
}
