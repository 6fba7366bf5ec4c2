import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import type { DatabaseConnectivity } from '../verification/database-connectivity.ts'
import { databaseWords, sqlState, withClient, type Client, type Login } from './connect.ts'
import { probe, type Names } from './names.ts'
import { isNoAnswer } from './no-answer.ts'

/** Logs in as the tenant and takes one document there and back. A server that does not answer throws. */
export async function observeConnectivity(tenant: Login, names: Names): Promise<DatabaseConnectivity> {
  try {
    return await withClient(tenant, async (client) => {
      const found = await client.query<{ name: string; encrypted: boolean }>(
        `select current_user as name,
                coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as encrypted`,
      )
      const { name = '', encrypted = false } = found.rows[0] ?? {}
      const roundTrip = await takeThereAndBack(client, names)
      return { login: 'accepted', role: names.role, seenAs: name, encrypted, roundTrip }
    })
  } catch (error) {
    // 28: wrong password or no login; 42501: no right to connect; 3D000: no such database.
    const state = sqlState(error) ?? ''
    if (!state.startsWith('28') && state !== '42501' && state !== '3D000') throw error
    return { login: 'refused', role: names.role, why: databaseWords(error) }
  }
}

type RoundTrip = Extract<DatabaseConnectivity, { login: 'accepted' }>['roundTrip']

/** In a transaction that is rolled back: a document of a probe is never there for the tenant to stumble over. */
async function takeThereAndBack(client: Client, names: Names): Promise<RoundTrip> {
  const documents = `${pg.escapeIdentifier(names.schema)}.documents`
  const row = [names.tenant, randomUUID()]
  const began = performance.now()
  try {
    await client.query('begin')
    await client.query(`insert into ${documents} (tenant_id, id, title) values ($1, $2, $3)`, [
      ...row,
      probe.title,
    ])
    const read = await client.query(`select from ${documents} where tenant_id = $1 and id = $2`, row)
    const removed = await client.query(`delete from ${documents} where tenant_id = $1 and id = $2`, row)
    if (read.rowCount !== 1) return { done: false, why: 'what was written could not be read back.' }
    if (removed.rowCount !== 1) return { done: false, why: 'what was written could not be removed.' }
    return { done: true, ms: performance.now() - began }
  } catch (error) {
    if (isNoAnswer(error)) throw error
    return { done: false, why: databaseWords(error) }
  } finally {
    await client.query('rollback').catch(() => undefined)
  }
}
