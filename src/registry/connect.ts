import pg from 'pg'
import { UserError } from '../tenant/user-error.ts'
import { migrate } from './migrate.ts'
import { whyAway } from './why-away.ts'

/** A pool on an up-to-date registry. Ten connections are plenty for a process that mostly waits for GitHub. */
export async function connect(url: string): Promise<pg.Pool> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'landlord',
    max: 10,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    // No statement here takes a second; one that takes ten is stuck, and must not hold a connection.
    statement_timeout: 10_000,
    idle_in_transaction_session_timeout: 10_000,
    lock_timeout: 5_000,
  })
  // A connection that breaks is replaced by the pool, and what was under way on it fails there; without listeners on the pool
  // for those that are idle, and on each for those that are lent out, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    const client = await pool.connect()
    try {
      await client.query('set statement_timeout = 0; set lock_timeout = 0')
      await migrate(client)
      await client.query('reset statement_timeout; reset lock_timeout')
    } finally {
      client.release()
    }
    return pool
  } catch (error) {
    await pool.end()
    throw doesNotOpen(error, url)
  }
}

/** The reason in plain words, and never the password. */
export function doesNotOpen(error: unknown, url: string): unknown {
  if (error instanceof UserError) return error
  const where = URL.canParse(url) ? new URL(url).host + new URL(url).pathname : 'DATABASE_URL'
  const isRefused = error instanceof pg.DatabaseError && error.code === '42501'
  return new UserError(`The registry at ${where} does not open: ${whyAway(error)}.`, {
    fix: isRefused
      ? 'Let its owner bring it up to date: run "landlord migrate" with DATABASE_ADMIN_URL, or set that for the app.'
      : 'Start that PostgreSQL or correct DATABASE_URL; without DATABASE_URL Landlord brings its own.',
    cause: error,
  })
}
