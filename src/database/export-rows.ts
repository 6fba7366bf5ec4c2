import pg from 'pg'
import type { Client } from './connect.ts'
import { namesOf } from './names.ts'
import type { Place } from './provision.ts'
import { inSnapshot } from './snapshot.ts'

/** One table of the tenant, in the words of PostgreSQL: quoted, ready for a statement. */
export type Table = Readonly<{ name: string; file: string; own: boolean }>

/** Everything that is the tenant's in one layer. Of a shared table only its own rows are. */
async function tablesOf(client: Client, { tenant, mode, layer }: Omit<Place, 'url' | 'sql'>) {
  const { schema } = namesOf(tenant, mode, layer)
  const { rows } = await client.query<{ table: string }>(
    `select c.relname as table from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
    [schema],
  )
  return rows.map(({ table }, at): Table => ({
    name: `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`,
    // A tenant that may make tables may give them any name; a file gets none of it.
    file: `${layer ?? 'database'}-${at + 1}.jsonl`,
    own: mode !== 'pool',
  }))
}

/** Hands on every row of the layer as a line of JSON, all as of one moment. */
export async function exportRows(
  place: Omit<Place, 'sql'>,
  write: (table: Table, lines: AsyncIterable<string>) => Promise<void>,
): Promise<void> {
  await inSnapshot(place, async (client) => {
    for (const table of await tablesOf(client, place))
      await write(table, linesOf(client, table, place.tenant))
  })
}

/** How many rows there are now, by file. */
export async function countRows(place: Omit<Place, 'sql'>): Promise<Readonly<Record<string, number>>> {
  return inSnapshot(place, async (client) => {
    const counts: [string, number][] = []
    for (const table of await tablesOf(client, place)) {
      const { rows } = await client.query<{ count: number }>(
        `select count(*)::int as count from ${table.name} t where ${whose(table, place.tenant)}`,
      )
      counts.push([table.file, rows[0]?.count ?? 0])
    }
    return Object.fromEntries(counts)
  })
}

/** A cursor takes no parameters, so the id is quoted into the statement. */
const whose = ({ own }: Table, tenant: string): string =>
  own ? 'true' : `t.tenant_id = ${pg.escapeLiteral(tenant)}`

async function* linesOf(client: Client, table: Table, tenant: string): AsyncIterable<string> {
  const query = `declare rows no scroll cursor for select row_to_json(t)::text as line from ${table.name} t where ${whose(table, tenant)}`
  await client.query(query)
  for (;;) {
    const { rows } = await client.query<{ line: string }>('fetch 500 from rows')
    for (const { line } of rows) yield `${line}\n`
    if (rows.length === 0) break
  }
  await client.query('close rows')
}
