import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { connect } from '../../src/registry/connect.ts'
import { startEmbedded, type Embedded } from '../../src/registry/embedded.ts'
import { migrate } from '../../src/registry/migrate.ts'
import { migrations } from '../../src/registry/migrations.ts'
import { openRegistry } from '../../src/registry/registry.ts'
import { inTransaction } from '../../src/registry/transaction.ts'
import { whyAway } from '../../src/registry/why-away.ts'
import { freshDatabase } from '../embedded.ts'

// A server of its own is started and killed here; a busy machine may take its time.
jest.setTimeout(60_000)

const dir = join(mkdtempSync(join(tmpdir(), 'landlord-bad-days-')), 'postgres')
let server: Embedded

beforeAll(async () => {
  server = await startEmbedded(dir)
}, 60_000)
afterAll(async () => {
  await server.close()
  rmSync(join(dir, '..'), { recursive: true, force: true })
})

const delivery = (id: string) => ({ id, event: 'push', payload: {} })

async function sql(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

/** Ends the registry's connections, as a server does that is restarted. */
const endConnections = async (database: string): Promise<unknown> =>
  sql(
    await server.database('postgres'),
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`,
  )

test('a read-only database is named as such, keeps nothing, and is used again once it is writable', async () => {
  const url = await server.database('read_only')
  const registry = await openRegistry(url)
  await sql(url, 'alter database read_only set default_transaction_read_only = on')
  await endConnections('read_only')
  const words: string[] = []
  for (let tries = 0; tries < 10 && !words.at(-1)?.includes('read-only'); tries += 1)
    await registry.recordDeliveries([delivery('a')]).catch((error: unknown) => words.push(whyAway(error)))
  expect(words.at(-1)).toContain('the database is read-only')
  await expect(openRegistry(url)).rejects.toMatchObject({
    message: expect.stringContaining('the database is read-only'),
    fix: expect.stringContaining('DATABASE_URL'),
  })
  expect(await registry.unhandledDeliveries(0)).toEqual([])
  await sql(url, 'begin read write; alter database read_only reset default_transaction_read_only; commit')
  await endConnections('read_only')
  let kept: ReadonlySet<string> | undefined
  for (let tries = 0; tries < 10 && kept === undefined; tries += 1)
    kept = await registry.recordDeliveries([delivery('a')]).catch(() => undefined)
  expect(kept).toEqual(new Set(['a']))
  await registry.close()
})

test('a connection that the server ends in the middle of a transaction ends that, and not the process', async () => {
  const pool = await connect(await server.database('ended'))
  const work = inTransaction(pool, async (client) => {
    const ended = new Promise<void>((resolve) => void client.once('end', resolve))
    await endConnections('ended')
    await ended
    return client.query('select 1')
  })
  await expect(work).rejects.toThrow()
  expect((await pool.query('select 3 as three')).rows).toEqual([{ three: 3 }])
  await pool.end()
})

test('a connection whose server stands still is given up, and what comes next takes another', async () => {
  const pool = await connect(await server.database('still'), 500)
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid')
  const pid = rows[0]?.pid ?? 0
  process.kill(pid, 'SIGSTOP')
  try {
    await expect(pool.query('select 1')).rejects.toThrow('Query read timeout')
    expect((await pool.query('select 2 as two')).rows).toEqual([{ two: 2 }])
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await pool.end()
})

test('a server killed while it writes opens again with everything it had acknowledged, and the pool goes on', async () => {
  const url = await server.database('killed')
  const registry = await openRegistry(url)
  const acknowledged: string[] = []
  const writing = (async () => {
    for (let n = 0; ; n += 1) {
      await registry.recordDeliveries([delivery(`d${n}`)])
      acknowledged.push(`d${n}`)
    }
  })().catch((error: unknown) => error)
  while (acknowledged.length < 50) await new Promise((resolve) => setTimeout(resolve, 5))
  const [pid = ''] = readFileSync(join(dir, 'data', 'postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGKILL')
  expect(await writing).toMatchObject({ message: expect.any(String) })
  await registry.close()
  server = await startEmbedded(dir)
  const reopened = await openRegistry(await server.database('killed'))
  const fresh = await reopened.recordDeliveries(acknowledged.map(delivery))
  expect([...fresh]).toEqual([])
  await reopened.close()
})

test.each(migrations.map(({ name }, index) => [index + 1, name] as const))(
  'from version %i (%s) the schema comes to where a new one is, and its rows stay',
  async (version) => {
    const url = await freshDatabase()
    const client = new pg.Client(url)
    await client.connect()
    await migrate(client, migrations.slice(0, version))
    await client.query("insert into estates (owner, repo, installation) values ('acme', 'estate', 7)")
    await client.query("insert into inbox (delivery, event, payload) values ('old', 'push', '{}')")
    expect(await migrate(client)).toBe(migrations.length - version)
    expect((await client.query("select installation from estates where owner = 'acme'")).rowCount).toBe(1)
    expect(await columnsOf(client)).toEqual(await newest())
    await client.end()
  },
)

let columns: unknown
async function newest(): Promise<unknown> {
  if (columns === undefined) {
    const client = new pg.Client(await freshDatabase())
    await client.connect()
    await migrate(client)
    columns = await columnsOf(client)
    await client.end()
  }
  return columns
}

const columnsOf = async (client: pg.Client): Promise<unknown> =>
  (
    await client.query(
      `select table_name, column_name, data_type, is_nullable from information_schema.columns
       where table_schema = 'public' order by table_name, column_name`,
    )
  ).rows
