import pg from 'pg'
import { connect, doesNotOpen } from './connect.ts'
import { admitServing } from './serving-role.ts'

/**
 * Brings the registry up to date as its owner, and lets the role of `servingUrl` serve from it; gives that role's name. Where both
 * are one role there is nothing to let.
 */
export async function prepareRegistry(ownerUrl: string, servingUrl: string): Promise<string> {
  const pool = await connect(ownerUrl)
  try {
    const role = await roleOf(servingUrl)
    const owner = await pool.connect()
    try {
      const { rows } = await owner.query<{ role: string }>('select current_user as role')
      if (rows[0]?.role !== role) await admitServing(owner, role)
    } finally {
      owner.release()
    }
    return role
  } catch (error) {
    throw doesNotOpen(error, ownerUrl)
  } finally {
    await pool.end()
  }
}

/** Asked of the database: a pooler or a certificate may make another name of it than the address says. */
async function roleOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ role: string }>('select current_user as role')
    return rows[0]?.role ?? ''
  } catch (error) {
    throw doesNotOpen(error, url)
  } finally {
    await client.end().catch(() => undefined)
  }
}
