import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { startEmbedded } from '../../src/registry/embedded.ts'
import { freePort } from '../../src/sandbox/cloud/programs.ts'
import { within } from '../../src/sandbox/tour/within.ts'
import { deliver, webhookSecret } from './a-delivery.ts'
import { aProcess, type Process } from './a-process.ts'

// Four processes are started one after the other, and the work of a killed one comes back by its heartbeat.
jest.setTimeout(120_000)

const key = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

/** A GitHub that knows nobody, and never answers the first job that signs in. */
let github: Server
let isHeld = false
let home: string
const apps: App[] = []

type App = Process & Readonly<{ at: string }>

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'landlord-take-over-'))
  github = createServer(({ url }, response) => {
    if (!isHeld && url?.endsWith('/access_tokens') === true) isHeld = true
    else response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => github.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  for (const app of apps) await app.end('SIGKILL')
  for (const { folder } of apps) await rm(folder, { recursive: true, force: true })
  await rm(home, { recursive: true, force: true })
  github.closeAllConnections()
  github.close()
})

async function start(): Promise<App> {
  const app = await aProcess('src/main.ts', {
    env: {
      ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: webhookSecret, LANDLORD_HOME: home },
      ...{ GITHUB_API_URL: `http://127.0.0.1:${(github.address() as AddressInfo).port}` },
      ...{ HOST: '127.0.0.1', PORT: '0' },
    },
  })
  const [, port = ''] = await app.says(/"port":(\d+),"msg":"listening"/)
  const started = { ...app, at: `http://127.0.0.1:${port}` }
  apps.push(started)
  return started
}

/** What was answered 200: none of it may ever be missing. */
const acknowledged: string[] = []

async function send({ at }: App): Promise<number> {
  const id = randomUUID()
  const { status } = await deliver(at, id)
  if (status === 200) acknowledged.push(id)
  return status
}

/** Sends without a pause while something is done, and until it is taken again. */
async function sendingTo(app: App, work: () => Promise<unknown>): Promise<void> {
  const until = { over: false }
  const load = (async () => {
    while (!until.over) await send(app)
  })()
  await work()
  await within(60_000, 'an answer 200', async () => (await send(app)) === 200 || undefined)
  until.over = true
  await load
}

const portsOf = ({ said }: Process): readonly string[] =>
  [...said().matchAll(/"port":(\d+),"msg":"(?:joined|started) the embedded/g)].map(([, port = '']) => port)

/** Servers on these data, by what their processes are called; those of their connections are called otherwise. */
async function servers(): Promise<number> {
  const data = join(await realpath(home), 'postgres', 'data')
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const [program = '', , folder] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      return program.endsWith('/postgres') && folder === data
    } catch {
      return false
    }
  }).length
}

async function ask(sql: string, values: unknown[] = []): Promise<number> {
  const server = await startEmbedded(join(home, 'postgres'))
  const client = new pg.Client(await server.database('landlord'))
  await client.connect()
  const { rowCount } = await client.query(sql, values)
  await client.end()
  await server.close()
  return rowCount ?? 0
}

async function nothingIsLost(): Promise<void> {
  expect(await ask('select from inbox where delivery = any($1)', [acknowledged])).toBe(acknowledged.length)
  expect(await servers()).toBe(1)
}

test('the one that started the server is killed, with a job in hand: the other takes both over', async () => {
  const owner = await start()
  const joined = await start()
  await joined.says(/joined the embedded PostgreSQL/)
  await send(owner)
  await within(20_000, 'a job that is being done', () => Promise.resolve(isHeld || undefined))
  await sendingTo(joined, async () => {
    await owner.end('SIGKILL')
    await joined.says(/started the embedded PostgreSQL/)
  })
  const [port] = portsOf(owner)
  expect(portsOf(joined)).toEqual([port, port])
  await nothingIsLost()
  // Its heart has stopped: within a quarter of a minute somebody else does it.
  const begunAgain = "select from pgboss.job where data -> 'job' ->> 'do' = 'review' and retry_count > 0"
  await within(60_000, 'the job at the other process', async () => (await ask(begunAgain)) > 0 || undefined)
})

test('the one that has the server is stopped while others write: one of them takes it over, the other goes on', async () => {
  const [, owner] = apps
  if (owner === undefined) throw new Error('nobody is left')
  const [one, other] = [await start(), await start()]
  let code: number | null = -1
  await sendingTo(one, async () => {
    ;({ code } = await owner.end('SIGTERM'))
    await Promise.any([one, other].map((app) => app.says(/started the embedded PostgreSQL/)))
  })
  expect(code).toBe(0)
  await within(60_000, 'an answer of the other', async () => (await send(other)) === 200 || undefined)
  await nothingIsLost()
})

test('a server that is at another port meanwhile: the process says so and ends, to be started again', async () => {
  const [owner, left] = apps.slice(2).sort((app) => (app.said().includes('started the embedded') ? -1 : 1))
  if (owner === undefined || left === undefined) throw new Error('nobody is left')
  left.signal('SIGSTOP')
  await owner.end('SIGKILL')
  const stranger = await startEmbedded(join(home, 'postgres'), undefined, { port: await freePort() })
  left.signal('SIGCONT')
  expect(await left.ended).toBe(1)
  expect(left.said()).toMatch(/is not to be had at port \d+ any more: another process started it at port \d+/)
  await stranger.close()
})
