import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { killServer } from '../../scripts/bench/chaos/postgres.ts'
import { startEmbedded } from '../../src/registry/embedded.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import { deliver, webhookSecret } from './a-delivery.ts'
import { aProcess, type Process } from './a-process.ts'
import { skipLoudly } from './a-sandbox.ts'

// A server and a process are started, and the server comes up again from a crash.
jest.setTimeout(120_000)

const key = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

/** A disk of its own for the embedded PostgreSQL, so small that it can be filled; undefined where nothing may be mounted. */
let disk: string | undefined
let folder: string
let app: Process
let at: string
let url: string
/** What was answered 200: none of it may ever be missing. */
const acknowledged: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-disk-'))
  disk = mountDisk(folder, '160m')
  app = await aProcess('src/main.ts', {
    env: {
      ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: webhookSecret, LANDLORD_HOME: folder },
      // Nobody is there: what a delivery leads to is not this test's.
      ...{ GITHUB_API_URL: 'http://127.0.0.1:9', HOST: '127.0.0.1', PORT: '0' },
    },
  })
  const [, port = ''] = await app.says(/"port":(\d+),"msg":"listening"/)
  at = `http://127.0.0.1:${port}`
  url = await (await startEmbedded(join(folder, 'postgres'))).database('landlord')
}, 60_000)

afterAll(async () => {
  await app.end('SIGTERM')
  if (disk !== undefined) execFileSync('umount', [disk])
  for (const gone of [folder, app.folder]) await rm(gone, { recursive: true, force: true })
}, 60_000)

function mountDisk(on: string, size: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', on], { stdio: 'pipe' })
    return on
  } catch {
    return undefined
  }
}

async function send(): Promise<number> {
  const id = randomUUID()
  const { status } = await deliver(at, id)
  if (status === 200) acknowledged.push(id)
  return status
}

const until = (status: number): Promise<true> =>
  within(60_000, `an answer ${status}`, async () => (await send()) === status || undefined)

async function sql(text: string, values: unknown[] = []): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    return (await client.query(text, values)).rowCount ?? 0
  } finally {
    await client.end()
  }
}

/** Each that was acknowledged is kept, and every table and index can be read from end to end. */
async function nothingIsLost(): Promise<void> {
  expect(await sql('select from inbox where delivery = any($1)', [acknowledged])).toBe(acknowledged.length)
  await sql('reindex database landlord')
  await sql('vacuum (freeze, analyze)')
}

test('a read-only database: 503 and the reason, and it is used again once it is writable', async () => {
  await until(200)
  await sql('alter database landlord set default_transaction_read_only = on')
  await sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'landlord%'")
  await within(60_000, 'the reason', async () => {
    await send()
    return app.said().includes('a webhook is answered 503: the database is read-only') || undefined
  })
  expect(await (await fetch(`${at}/healthz`)).text()).toBe('ok\n')
  expect((await fetch(`${at}/readyz`)).status).toBe(503)
  await sql('begin read write; alter database landlord reset default_transaction_read_only; commit')
  await sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'landlord%'")
  await until(200)
  await nothingIsLost()
})

test('a full disk: 503 and the reason, nothing acknowledged is lost, and it goes on once there is room', async () => {
  if (disk === undefined) {
    skipLoudly('a full disk', 'nothing may be mounted here')
    return
  }
  const ballast = join(disk, 'ballast')
  await writeFile(ballast, Buffer.alloc(200 * 1024 * 1024)).catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'ENOSPC' })
  })
  await until(503)
  await app.says(/No space left on device/)
  await rm(ballast)
  await until(200)
  await nothingIsLost()
})

test('a server killed while it writes: 503 as long as it is away, and nothing acknowledged is lost', async () => {
  let writing = true
  const load = Promise.all(
    Array.from({ length: 8 }, async () => {
      while (writing) await send()
    }),
  )
  killServer(join(folder, 'postgres'))
  await until(503)
  await until(200)
  writing = false
  await load
  await nothingIsLost()
})
