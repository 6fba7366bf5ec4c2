import pg from 'pg'

/**
 * Makes the schema of the queue where there is none. pg-boss would ask for it with the right to create schemas even
 * where it is there, and whoever only serves has no such right.
 */
export async function makeSchema(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    const missing = await client.query("select 1 where to_regnamespace('pgboss') is null")
    if (missing.rowCount === 1) await client.query('create schema if not exists pgboss')
  } catch (error) {
    // Two who make it at once: the other one has.
    if (!(error instanceof pg.DatabaseError && ['23505', '42P06'].includes(error.code ?? ''))) throw error
  } finally {
    await client.end()
  }
}
