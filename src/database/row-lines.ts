import pg from 'pg'
import { createHash } from 'node:crypto'
import type { Client } from './connect.ts'
import { probe, type Names } from './names.ts'
import type { Place } from './provision.ts'
import { inSnapshot } from './snapshot.ts'
import { inWords, loadShape, type TableShape } from './table-shape.ts'

/** What one table holds of the tenant; the same rows under another tenant's id, in another order, have the same digest. */
export type TableDigest = Readonly<{ table: string; rows: number; sha256: string }>

/** Every table of one layer as of one moment. Probes of a verification count as little as whose a row is. */
export const digestTables = (place: Omit<Place, 'sql'>): Promise<readonly TableDigest[]> =>
  inSnapshot(place, async (client, names) => {
    await inWords(client, names)
    const found: TableDigest[] = []
    for (const table of (await loadShape(client, names)).tables)
      found.push(await digestOf(client, table, names))
    return found
  })

/** Its rows in batches, each a JSON array of the texts of `carried` columns. */
export async function* rowsOf(
  client: Client,
  table: TableShape,
  names: Names,
): AsyncIterable<readonly string[]> {
  yield* fetched(client, `select ${lineOf(table, names)} as line from ${from(table, names)}`)
}

/** Columns that a row is made of, in an order that two servers agree on. */
export const carried = ({ columns }: TableShape): TableShape['columns'] =>
  columns.filter(({ generated }) => !generated).toSorted((one, other) => (one.name < other.name ? -1 : 1))

/** A row says whose it is by `=` where it is the tenant's own, so that it says the same wherever it is. */
export const whoseColumn = 'tenant_id'

/** Hashed in the database and sorted there, so that neither the rows' order nor their size matters here. */
async function digestOf(client: Client, table: TableShape, names: Names): Promise<TableDigest> {
  const hash = createHash('sha256').update(JSON.stringify(carried(table).map(({ name }) => name)))
  const hashed = `select sha256(convert_to(${lineOf(table, names)}, 'UTF8')) as row from ${from(table, names)}`
  let rows = 0
  for await (const lines of fetched(
    client,
    `select encode(row, 'hex') as line from (${hashed}) s order by row`,
  ))
    for (const line of lines) {
      hash.update(`\n${line}`)
      rows += 1
    }
  return { table: table.name, rows, sha256: hash.digest('hex') }
}

/** The text of every value, as a dump has it: what is read from it is what was there, number for number. */
function lineOf(table: TableShape, { tenant }: Names): string {
  const texts = carried(table).map(({ name }) => {
    const text = `t.${pg.escapeIdentifier(name)}::text`
    return name === whoseColumn
      ? `case when ${text} = ${pg.escapeLiteral(tenant)} then '=' else '~' || ${text} end`
      : text
  })
  return `array_to_json(array[${texts.join(', ')}]::text[])::text`
}

/** A cursor takes no parameters, so the values are quoted into the statement. */
function from(table: TableShape, { schema, tenant, table: main, shared }: Names): string {
  const which = [
    ...(shared ? [`t.${whoseColumn} = ${pg.escapeLiteral(tenant)}`] : []),
    ...(table.name === main ? [`t.title <> ${pg.escapeLiteral(probe.title)}`] : []),
  ]
  const name = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table.name)}`
  return `${name} t where ${which.length === 0 ? 'true' : which.join(' and ')}`
}

async function* fetched(client: Client, query: string): AsyncIterable<readonly string[]> {
  await client.query(`declare lines no scroll cursor for ${query}`)
  for (;;) {
    const { rows } = await client.query<{ line: string }>('fetch 200 from lines')
    if (rows.length === 0) break
    yield rows.map(({ line }) => line)
  }
  await client.query('close lines')
}
