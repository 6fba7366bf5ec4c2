import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import pg from 'pg'
import type { QueryLatency } from '../verification/query-latency.ts'
import { withClient, type Login } from './connect.ts'
import { probe, type Names } from './names.ts'

const documentsWritten = 20
const warmUps = 5
const queries = 60

/**
 * Measures look-ups by primary key as the tenant, one after another on one connection, first result to last byte.
 * The documents it looks up are gone afterwards: everything happens in a transaction that is rolled back.
 */
export async function observeLatency(tenant: Login, names: Names): Promise<QueryLatency> {
  const documents = `${pg.escapeIdentifier(names.schema)}.documents`
  const ids = Array.from({ length: documentsWritten }, () => randomUUID())
  return withClient(tenant, async (client) => {
    await client.query('begin')
    try {
      await client.query(
        `insert into ${documents} (tenant_id, id, title, body) select $1, id, $3, repeat('landlord ', 100) from unnest($2::uuid[]) id`,
        [names.tenant, ids, probe.title],
      )
      const samples: number[] = []
      for (let n = 0; n < warmUps + queries; n++) {
        const began = performance.now()
        await client.query({
          name: 'look-up',
          text: `select id, title, body, created_at from ${documents} where tenant_id = $1 and id = $2`,
          values: [names.tenant, ids[n % ids.length]],
        })
        if (n >= warmUps) samples.push(performance.now() - began)
      }
      return { samples }
    } finally {
      await client.query('rollback').catch(() => undefined)
    }
  })
}
