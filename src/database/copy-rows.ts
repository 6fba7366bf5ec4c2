import pg from 'pg'
import { UserError } from '../tenant/user-error.ts'
import { withClient, type Client } from './connect.ts'
import { named, rightsAfter, sequencesAfter, tablesAfter, tablesBefore } from './make-tables.ts'
import { namesOf, type Names } from './names.ts'
import type { Place } from './provision.ts'
import { carried, rowsOf, whoseColumn } from './row-lines.ts'
import { inSnapshot } from './snapshot.ts'
import { inWords, loadShape, type SchemaShape, type TableShape } from './table-shape.ts'

/** Told of each table that came. */
export type Told = (table: string, rows: number) => void

/**
 * One layer of a tenant into the place of another, on this server or another: every table with its rows, in one
 * transaction, so that all of it comes or nothing. What was there of the tenant goes; tables that are not there are made.
 */
export async function copyRows(from: Omit<Place, 'sql'>, to: Omit<Place, 'sql'>, told: Told): Promise<void> {
  await inSnapshot(from, async (source, ofSource) => {
    await withClient(to, async (target) => {
      const two = { from: ofSource, to: namesOf(to.tenant, to.mode, to.layer) }
      await target.query('begin')
      await inWords(source, two.from)
      await inWords(target, two.to)
      const wanted = await loadShape(source, two.from)
      const there = await loadShape(target, two.to)
      const missing = missingFrom(wanted, there)
      refuseWhatRowsDoNotMake(wanted, { there, missing, two })
      const run = async (statements: readonly string[]): Promise<void> => {
        for (const statement of statements) await target.query(statement)
      }
      await run(tablesBefore(missing, two))
      const held = two.to.shared ? [] : foreignKeys(there, two.to)
      await run(held.map(({ drop }) => drop))
      for (const table of wanted.tables)
        told(table.name, await copyTable({ source, target }, table, { ...two, there }))
      await run(tablesAfter(missing.tables, two))
      await run(sequencesAfter({ ...wanted, tables: two.to.shared ? [] : wanted.tables }, two))
      await run(rightsAfter(missing, two))
      await run(held.map(({ add }) => add))
      await target.query('commit')
    })
  })
}

type Two = Readonly<{ from: Names; to: Names }>

/** What has to be made first. */
function missingFrom(wanted: SchemaShape, there: SchemaShape): SchemaShape {
  const isNew =
    (all: readonly Readonly<{ name: string }>[]) =>
    ({ name }: Readonly<{ name: string }>): boolean =>
      !all.some((one) => one.name === name)
  const tables = wanted.tables.filter(isNew(there.tables))
  const sequences = wanted.sequences.filter(isNew(there.sequences))
  const made = new Set([...tables, ...sequences].map(({ name }) => name))
  return {
    ...{ tables, sequences },
    rights: wanted.rights.filter(({ name }) => made.has(name)),
    others: wanted.others.filter((one) => !there.others.includes(one)),
  }
}

function refuseWhatRowsDoNotMake(
  wanted: SchemaShape,
  { there, missing, two }: Readonly<{ there: SchemaShape; missing: SchemaShape; two: Two }>,
): void {
  const names = ({ tables, sequences }: SchemaShape): string[] =>
    [...tables, ...sequences].map(({ name }) => name)
  const made = two.to.shared ? [...missing.others, ...names(missing)] : missing.others
  if (made.length > 0) {
    throw new UserError(`The tenant has what rows do not make, and the new one has not: ${listed(made)}.`, {
      fix: 'Make it for the new tenant as it was made for this one, and copy again. Nothing was written.',
    })
  }
  const tied = missing.tables.filter((table) => namesTenant(table, two.from))
  if (tied.length > 0) {
    throw new UserError(
      `These tables are tied to something outside of their schema by its name: ${listed(tied.map(({ name }) => name))}.`,
      { fix: 'Make them for the new tenant yourself, empty, and copy again. Nothing was written.' },
    )
  }
  const bent = wanted.tables.filter((table) => {
    const other = there.tables.find(({ name }) => name === table.name)
    return other !== undefined && columnsOf(other) !== columnsOf(table)
  })
  if (bent.length > 0) {
    throw new UserError(
      `These tables have other columns in the new tenant: ${listed(bent.map(({ name }) => name))}.`,
      { fix: 'Bring both to the same version of your schema, and copy again. Nothing was written.' },
    )
  }
}

/** Names in the table's own schema stand without it; one that is left leads back to the old tenant. */
const namesTenant = (table: TableShape, { tenant }: Names): boolean =>
  (['database', 'vector'] as const).some((layer) =>
    JSON.stringify(table).includes(`${namesOf(tenant, 'bridge', layer).schema}.`),
  )

/** A type's own schema is the server's affair: extensions lie where somebody put them. */
const columnsOf = (table: TableShape): string =>
  JSON.stringify(carried(table).map(({ name, type }) => [name, type.replace(/^[^.(]+\./, '')]))

/** Names that a tenant may have chosen, in words that may be shown. */
const listed = (names: readonly string[]): string =>
  [
    ...names.slice(0, 10).map((name) => JSON.stringify(name)),
    ...(names.length > 10 ? ['and more'] : []),
  ].join(', ')

/** Of the tables that stand: rows come in an order of their own, so these are taken off and put on again. */
const foreignKeys = ({ tables }: SchemaShape, to: Names) =>
  tables.flatMap(({ name: table, constraints }) =>
    constraints
      .filter(({ kind }) => kind === 'f')
      .map(({ name, definition }) => ({
        drop: `alter table ${named(to, table)} drop constraint ${pg.escapeIdentifier(name)}`,
        add: `alter table ${named(to, table)} add constraint ${pg.escapeIdentifier(name)} ${definition}`,
      })),
  )

async function copyTable(
  { source, target }: Readonly<{ source: Client; target: Client }>,
  table: TableShape,
  { from, to, there }: Two & Readonly<{ there: SchemaShape }>,
): Promise<number> {
  const place = named(to, table.name)
  const mine = to.shared ? `${whoseColumn} = ${pg.escapeLiteral(to.tenant)}` : 'true'
  await target.query(`delete from ${place} where ${mine}`)
  const { columns } = there.tables.find(({ name }) => name === table.name) ?? table
  const typeOf = (wanted: string): string => columns.find(({ name }) => name === wanted)?.type ?? 'text'
  const into = carried(table)
  const values = into.map(({ name }, at) =>
    name === whoseColumn
      ? `(case when r->>${at} = '=' then $2::text else substr(r->>${at}, 2) end)::${typeOf(name)}`
      : `(r->>${at})::${typeOf(name)}`,
  )
  const insert = `insert into ${place} (${into.map(({ name }) => pg.escapeIdentifier(name)).join(', ')})
    overriding system value select ${values.join(', ')} from json_array_elements($1::json) r where $2::text is not null`
  let rows = 0
  for await (const lines of rowsOf(source, table, from)) {
    await target.query(insert, [`[${lines.join(',')}]`, to.tenant])
    rows += lines.length
  }
  return rows
}
