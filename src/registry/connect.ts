import pg from 'pg'
import { UserError } from '../tenant/user-error.ts'
import { migrate } from './migrate.ts'
import { whyAway } from './why-away.ts'

/** A pool on an up-to-date registry. Ten connections are plenty for a process that mostly waits for GitHub. */
export async function connect(url: string, patienceMs = 15_000): Promise<pg.Pool> {
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
    // A server that stands still, or a network that swallows what is sent, keeps no time: then this process does, and the
    // pool takes another connection.
    query_timeout: patienceMs,
    keepAlive: true,
  })
  // A connection that breaks is replaced by the pool, and what was under way on it fails there; without listeners on the pool
  // for those that are idle, and on each for those that are lent out, it would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    await migrateAt(url)
    return pool
  } catch (error) {
    await pool.end()
    throw doesNotOpen(error, url)
  }
}

/** On a connection of its own: to migrate may take as long as it takes. */
async function migrateAt(url: string): Promise<void> {
  const client = new pg.Client({
    ...{ connectionString: url, application_name: 'landlord', connectionTimeoutMillis: 5_000 },
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    await migrate(client)
  } finally {
    await client.end().catch(() => undefined)
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
