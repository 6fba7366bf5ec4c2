import type pg from 'pg'
import { UserError } from '../tenant/user-error.ts'
import { migrations } from './migrations.ts'

/** Any fixed number: whoever holds it migrates, everybody else waits and then finds nothing left to do. */
export const migrationLock = 5_268_301

/** Brings the schema up to date, in one transaction; refuses a database that a newer Landlord has migrated. */
export async function migrate(client: pg.ClientBase, list = migrations): Promise<number> {
  await client.query('begin')
  try {
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock])
    // Whoever may not create tables may find that there is nothing left to create; a standby is of no use even then.
    const { rows: stands } = await client.query<{ made: boolean; standby: boolean }>(
      "select to_regclass('migrations') is not null as made, current_setting('transaction_read_only') = 'on' as standby",
    )
    if (stands[0]?.standby === true) throw Object.assign(new Error('read-only'), { code: '25006' })
    if (stands[0]?.made !== true)
      await client.query(`create table migrations (
        number integer primary key, name text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ number: number; name: string }>(
      'select number, name from migrations order by number',
    )
    rows.forEach(({ number, name }) => {
      if (list[number - 1]?.name === name) return
      throw new UserError(`The registry was changed by another version of Landlord (“${name}”).`, {
        fix: 'Run the version that made that change, or a newer one.',
      })
    })
    for (const [index, migration] of list.entries()) {
      if (index < rows.length) continue
      await client.query(migration.sql)
      await client.query('insert into migrations (number, name) values ($1, $2)', [index + 1, migration.name])
    }
    await client.query('commit')
    return list.length - rows.length
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}
