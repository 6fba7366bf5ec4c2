import pg from 'pg'
import type { Names } from './names.ts'
import type { Column, Policy, SchemaShape, Sequence, TableShape } from './table-shape.ts'

type Two = Readonly<{ from: Names; to: Names }>

/** Statements before the rows come: sequences that columns name, then tables with nothing that rows have to obey. */
export const tablesBefore = (
  { tables, sequences }: Pick<SchemaShape, 'tables' | 'sequences'>,
  two: Two,
): readonly string[] => [
  ...sequences.map(
    ({ name, type, options }) => `create sequence ${named(two.to, name)} as ${type} ${options}`,
  ),
  ...tables.map(
    (table) =>
      `create table ${named(two.to, table.name)} (${table.columns.map((column) => columnOf(column, two)).join(', ')})`,
  ),
]

/** After them: constraints and indexes are built once, foreign keys last, then who may see which row. */
export const tablesAfter = (tables: readonly TableShape[], two: Two): readonly string[] => [
  ...constraintsOf(tables, ({ kind }) => kind !== 'f', two),
  ...tables.flatMap(({ indexes }) => indexes.map((definition) => retold(definition, two))),
  ...constraintsOf(tables, ({ kind }) => kind === 'f', two),
  ...tables.flatMap((table) => securityOf(table, two)),
]

/** Where each sequence goes on; `identity` is the one that a column brought along. */
export function sequencesAfter(
  { sequences, tables }: Pick<SchemaShape, 'tables' | 'sequences'>,
  two: Two,
): readonly string[] {
  const given = sequences.flatMap(({ name, last }: Sequence) =>
    last === null ? [] : [`select setval(${pg.escapeLiteral(named(two.to, name))}, ${last})`],
  )
  const counted = tables.flatMap((table) =>
    table.columns
      .filter(({ identity }) => identity !== '')
      .map(({ name }) => {
        const highest = `(select max(${pg.escapeIdentifier(name)}) from ${named(two.to, table.name)})`
        return `select setval(pg_get_serial_sequence(${pg.escapeLiteral(named(two.to, table.name))}, ${pg.escapeLiteral(name)}), ${highest}) where ${highest} is not null`
      }),
  )
  return [...given, ...counted]
}

/** What the tenant's role may, the new one's may; the operator keeps what the new tenant's role does not own. */
export const rightsAfter = (
  { rights, sequences }: Pick<SchemaShape, 'rights' | 'sequences'>,
  { to }: Two,
): readonly string[] => {
  const isSequence = new Set(sequences.map(({ name }) => name))
  return rights.flatMap(({ name, privileges, owns }) => {
    const what = isSequence.has(name) ? 'sequence' : 'table'
    const role = pg.escapeIdentifier(to.role)
    return [
      ...(privileges.length === 0
        ? []
        : [`grant ${privileges.join(', ')} on ${what} ${named(to, name)} to ${role}`]),
      ...(owns ? [`alter ${what} ${named(to, name)} owner to ${role}`] : []),
    ]
  })
}

export const named = ({ schema }: Names, name: string): string =>
  `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`

function columnOf(column: Column, two: Two): string {
  const expression = column.default === null ? undefined : retold(column.default, two)
  const always = { a: 'always', d: 'by default' } as const
  return [
    `${pg.escapeIdentifier(column.name)} ${column.type}`,
    column.collation === null ? '' : `collate ${column.collation}`,
    column.notNull ? 'not null' : '',
    column.identity === '' ? '' : `generated ${always[column.identity]} as identity`,
    expression === undefined
      ? ''
      : column.generated
        ? `generated always as (${expression}) stored`
        : `default ${expression}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

const constraintsOf = (
  tables: readonly TableShape[],
  which: (constraint: TableShape['constraints'][number]) => boolean,
  two: Two,
): readonly string[] =>
  tables.flatMap((table) =>
    table.constraints
      .filter(which)
      .map(
        ({ name, definition }) =>
          `alter table ${named(two.to, table.name)} add constraint ${pg.escapeIdentifier(name)} ${retold(definition, two)}`,
      ),
  )

const securityOf = ({ name, security, policies }: TableShape, two: Two): readonly string[] => [
  ...(security.enabled ? [`alter table ${named(two.to, name)} enable row level security`] : []),
  ...(security.forced ? [`alter table ${named(two.to, name)} force row level security`] : []),
  ...policies.map((policy) => policyOf(policy, named(two.to, name), two)),
]

/** Landlord's own policies bear the tenant's role as their name. */
function policyOf(
  { name, permissive, command, roles, using, check }: Policy,
  table: string,
  two: Two,
): string {
  const { from, to } = two
  const rename = (one: string): string => (one === from.role ? to.role : one)
  const whom = name === operatorsPolicy ? ['current_user'] : roles.map((role) => roleOf(rename(role)))
  return [
    `create policy ${pg.escapeIdentifier(rename(name))} on ${table} as ${permissive ? 'permissive' : 'restrictive'}`,
    `for ${command} to ${whom.join(', ')}`,
    using === null ? '' : `using (${retold(using, two)})`,
    check === null ? '' : `with check (${retold(check, two)})`,
  ].join(' ')
}

const operatorsPolicy = 'landlord_operator'

const roleOf = (role: string): string => (role === 'public' ? role : pg.escapeIdentifier(role))

/** Where a definition says the tenant's id, as a value, it says the new one's. */
const retold = (definition: string, { from, to }: Two): string =>
  definition.replaceAll(pg.escapeLiteral(from.tenant), pg.escapeLiteral(to.tenant))
