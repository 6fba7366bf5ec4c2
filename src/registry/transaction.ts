import type pg from 'pg'

/** All of it or nothing; `undefined` from the work undoes it too. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T | undefined>,
): Promise<T | undefined> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query(result === undefined ? 'rollback' : 'commit')
    return result
  } catch (error) {
    broken = error as Error
    throw error
  } finally {
    // A connection that broke in the middle is not given back; the server rolls back what it held.
    client.release(broken)
  }
}
