import type pg from 'pg'
import { naming, withStandIn } from '../audit/personal.ts'
import { terminalStates } from '../provisioning/operation.ts'
import type { EstateRef } from '../tenant/estate-ref.ts'

/** Where somebody is named still, since it is under way, or stands. */
export type Left = Readonly<{
  /** Open pull requests: at the next look GitHub would tell of them anew. */
  pulls: readonly number[]
  /** Operations that have not ended: who has said yes must not be able to say it again as somebody else. */
  operations: readonly string[]
  /** Tenants whose deployed file names them: that is changed by a pull request. */
  tenants: readonly string[]
}>

export type Asked = Readonly<{ estate: Pick<EstateRef, 'owner' | 'repo'>; person: string; standIn: string }>

/**
 * Gives a person another name wherever the registry keeps what has ended, and drops what nobody needs any more; in how many rows.
 * As the owner of the tables, inside a transaction.
 */
export async function eraseRows(client: pg.ClientBase, asked: Asked): Promise<number> {
  const values = valuesOf(asked)
  let rows = 0
  await client.query("select set_config('landlord.erasing', 'on', true)")
  for (const { find, save } of renamed)
    for (const { id, data } of (await client.query<Found>(given + find, values)).rows) {
      const other = withStandIn(data, asked.person, asked.standIn)
      if (JSON.stringify(other) === JSON.stringify(data)) continue
      await client.query(save, [id, other])
      rows += 1
    }
  await client.query("select set_config('landlord.erasing', '', true)")
  const queue = await client.query("select where to_regclass('pgboss.job') is not null")
  for (const sql of queue.rowCount === 1 ? [...dropped, ...droppedJobs] : dropped)
    rows += (await client.query(given + sql, values)).rowCount ?? 0
  return rows
}

export async function findLeft(client: pg.ClientBase, asked: Asked): Promise<Left> {
  const { rows } = await client.query<{ kind: keyof Left; name: string }>(
    `${given}
     select 'pulls' as kind, pull::text as name from hangs_on join asked using (owner, repo) where person = any(who)
     union select 'pulls', pull::text from decisions join asked using (owner, repo) join open using (pull) where data::text ~* naming
     union select 'operations', id from operations join asked using (owner, repo) where state <> all(ended) and data::text ~* naming
     union select 'tenants', tenant from tenants join asked using (owner, repo) where source ~* naming
     order by name`,
    valuesOf(asked),
  )
  const of = (kind: keyof Left): readonly string[] =>
    rows.flatMap((row) => (row.kind === kind ? [row.name] : []))
  return { pulls: of('pulls').map(Number), operations: of('operations'), tenants: of('tenants') }
}

/** As a statement, `open`: the pull requests on which something hangs. */
const given = `with asked as (select $1::text as owner, $2::text as repo, lower($3::text) as person, $4::text as naming,
  $5::text as stand_in, $6::text[] as ended), open as (select pull from hangs_on join asked using (owner, repo)) `

const valuesOf = ({ estate: { owner, repo }, person, standIn }: Asked): unknown[] => [
  ...[owner, repo, person, naming(person), standIn, terminalStates],
]

type Found = Readonly<{ id: string; data: unknown }>

/** What is evidence: its rows stay, and what they say of others. */
const renamed = [
  {
    find: `select id, data from decisions join asked using (owner, repo)
      where data::text ~* naming and (pull is null or pull not in (select pull from open))`,
    save: 'update decisions set data = $2 where id = $1',
  },
  {
    find: 'select id, data from operations join asked using (owner, repo) where data::text ~* naming and state = any(ended)',
    save: 'update operations set data = $2 where id = $1',
  },
  {
    find: `select h.ctid::text as id, jsonb_build_object('reason', reason) as data from operation_history h
      join operations o on o.id = operation join asked using (owner, repo) where reason ~* naming and o.state = any(ended)`,
    save: `update operation_history set reason = $2::jsonb ->> 'reason' where ctid = $1::tid`,
  },
  {
    find: 'select id, data from notices join asked using (owner, repo) where data::text ~* naming',
    save: 'update notices set data = $2 where id = $1',
  },
] as const

const isOver = 'pull not in (select pull from open)'

/** What was of use while a pull request was open, or a delivery under way. */
const dropped = [
  ...['approved_amounts', 'approved_rules'].map(
    (table) => `update ${table} set review = stand_in || substr(review, length(person) + 1) from asked
      where (${table}.owner, ${table}.repo) = (asked.owner, asked.repo) and ${isOver} and starts_with(review, person || ' ')`,
  ),
  `delete from asked_reviewers one using asked
     where (one.owner, one.repo) = (asked.owner, asked.repo) and ${isOver} and lower(who) = person`,
  // The id alone keeps a delivery from being taken twice; of whichever estate it was.
  `update inbox set payload = '{"jobs": []}' from asked where handled_at is not null and payload::text ~* naming`,
]

const droppedJobs = [
  `delete from pgboss.job using asked where state in ('completed', 'failed', 'cancelled')
     and concat(data, ' ', output, ' ', source_output) ~* naming`,
  // A dead command of theirs is not done any more; of other dead jobs only why they failed may name them.
  `delete from pgboss.job using asked where name like '%-dead' and data::text ~* naming
     and (data #>> '{job,comment,pull,estate,owner}', data #>> '{job,comment,pull,estate,repo}') = (owner, repo)`,
  `update pgboss.job set output = null, source_output = null from asked
     where name like '%-dead' and concat(output, ' ', source_output) ~* naming`,
]
