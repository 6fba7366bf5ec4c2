import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { parse } from 'yaml'
import { freePort } from '../../src/sandbox/cloud/programs.ts'
import { freshDatabase } from '../embedded.ts'
import { deliver, webhookSecret } from './a-delivery.ts'
import { aProcess, type Process } from './a-process.ts'

jest.setTimeout(60_000)

const key = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

const started: Process[] = []
const main = async (env: Readonly<Record<string, string>>): Promise<Process> => {
  const process = await aProcess('src/main.ts', { env })
  started.push(process)
  return process
}
afterEach(async () => {
  for (const process of started.splice(0)) {
    await process.end('SIGKILL')
    await rm(process.folder, { recursive: true, force: true })
  }
})

describe('without an App', () => {
  const manifestOf = async (env: Readonly<Record<string, string>>) => {
    const port = await freePort()
    const setup = await main({ PORT: String(port), ...env })
    await setup.says(/Listening on/)
    const page = await (await fetch(`http://127.0.0.1:${port}/probot`)).text()
    const manifest = /name="manifest" id="manifest" value='([^']*)'/.exec(page)?.[1] ?? ''
    return { setup, port, manifest: JSON.parse(manifest) as Manifest }
  }
  type Manifest = Readonly<{ hook_attributes: { url: string }; redirect_url: string }>

  test('it offers the App of app.yml, with webhooks to where it will be, and needs no internet', async () => {
    // Whoever asks npm or smee.io for anything here waits for nobody.
    const nowhere = { npm_config_registry: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9' }
    const { setup, port, manifest } = await manifestOf({
      PUBLIC_URL: 'https://landlord.acme.example/',
      ...nowhere,
    })
    const {
      default_permissions,
      default_events,
      name,
      public: open,
    } = parse(readFileSync('app.yml', 'utf8')) as object & Record<string, unknown>
    expect(manifest).toMatchObject({ default_permissions, default_events, name, public: open })
    expect(manifest.hook_attributes.url).toBe('https://landlord.acme.example/api/github/webhooks')
    expect(manifest.redirect_url).toBe(`http://127.0.0.1:${port}/probot/setup`)
    expect(setup.said()).not.toMatch(/smee/i)
    expect(existsSync(join(setup.folder, '.env'))).toBe(false)
  })

  test('without PUBLIC_URL it says that GitHub cannot reach it', async () => {
    const { setup, port, manifest } = await manifestOf({})
    expect(manifest.hook_attributes.url).toBe(`http://localhost:${port}/api/github/webhooks`)
    expect(setup.said()).toContain('set PUBLIC_URL')
  })

  test('a relay that a developer runs is left as it is', async () => {
    const { manifest } = await manifestOf({ WEBHOOK_PROXY_URL: 'https://smee.example/abc' })
    expect(manifest.hook_attributes.url).toBe('https://smee.example/abc')
  })

  test('in production it is refused in words', async () => {
    const refused = await main({ NODE_ENV: 'production' })
    expect(await refused.ended).toBe(2)
    expect(refused.said()).toMatch(/^landlord: APP_ID and PRIVATE_KEY are not set\.\n {2}\S/)
  })
})

describe('with a broken configuration', () => {
  test('it ends with 2, names every problem at once, and prints no secret', async () => {
    const refused = await main({ APP_ID: 'x', PRIVATE_KEY: 'AAAAsecret', PORT: 'many', LOG_LEVEL: 'loud' })
    expect(await refused.ended).toBe(2)
    for (const name of ['APP_ID', 'WEBHOOK_SECRET', 'private key', 'PORT', 'LOG_LEVEL'])
      expect(refused.said()).toContain(name)
    expect(refused.said()).not.toContain('AAAAsecret')
    expect(refused.said()).not.toMatch(/^\s+at /m)
  })

  test('a registry that is not there ends it with 2, and its password is not printed', async () => {
    const refused = await main({
      ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: webhookSecret },
      DATABASE_URL: 'postgresql://landlord:hunter2@127.0.0.1:9/registry',
    })
    expect(await refused.ended).toBe(2)
    expect(refused.said()).toContain('127.0.0.1:9/registry')
    expect(refused.said()).not.toContain('hunter2')
  })

  test('a port that another program has ends it with 2, before it takes any work, and says which setting it is', async () => {
    const DATABASE_URL = await freshDatabase()
    const stranger = createServer().listen(0, '127.0.0.1')
    await once(stranger, 'listening')
    const taken = String((stranger.address() as AddressInfo).port)
    const refused = await main({
      ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: webhookSecret, DATABASE_URL },
      ...{ HOST: '127.0.0.1', PORT: '0', METRICS_PORT: taken, GITHUB_API_URL: 'http://127.0.0.1:9' },
    })
    expect(await refused.ended).toBe(2)
    expect(refused.said()).toContain(`port ${taken}: another program listens there`)
    expect(refused.said()).toContain('Set METRICS_PORT and HOST')
    expect(refused.said()).not.toMatch(/^\s+at /m)
    stranger.close()
  })
})

describe('serving', () => {
  let database: Door
  let url: string
  let registry: pg.Client

  beforeAll(async () => {
    const direct = new URL(await freshDatabase())
    database = await aDoor(Number(direct.port))
    registry = new pg.Client({ connectionString: direct.toString() })
    await registry.connect()
    direct.port = String(database.port)
    url = direct.toString()
  })
  afterAll(async () => {
    await registry.end()
    database.close()
  })
  afterEach(() => database.open())

  const serving = async (DATABASE_URL = url) => {
    const app = await main({
      ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: webhookSecret, DATABASE_URL },
      // Nobody is there: what a delivery leads to is not this test's.
      ...{ GITHUB_API_URL: 'http://127.0.0.1:9', HOST: '127.0.0.1', PORT: '0' },
    })
    const [, port = ''] = await app.says(/"port":(\d+),"msg":"listening"/)
    return { app, port: Number(port), at: `http://127.0.0.1:${port}` }
  }

  const kept = async (id: string): Promise<number> =>
    (await registry.query('select 1 from inbox where delivery = $1', [id])).rows.length
  const jobs = async (delivery: string): Promise<number> =>
    (await registry.query("select 1 from pgboss.job where data->>'delivery' = $1", [delivery])).rows.length

  test('a wrong signature is refused, and nothing is kept', async () => {
    const { at } = await serving()
    const id = randomUUID()
    const refused = await deliver(at, id, { signedWith: 'a guess' })
    expect(refused.status).toBe(400)
    expect(await kept(id)).toBe(0)
  })

  test('the same delivery twice is done once', async () => {
    const { at } = await serving()
    const id = randomUUID()
    expect([(await deliver(at, id)).status, (await deliver(at, id)).status]).toEqual([200, 200])
    // It is answered once it is kept, and handed on afterwards.
    while ((await jobs(id)) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    expect([await kept(id), await jobs(id)]).toEqual([1, 1])
  })

  test('with the registry away a webhook is answered as failed, and the next one after that is taken', async () => {
    const { at } = await serving()
    database.shut()
    const failed = await deliver(at, randomUUID())
    expect(failed.status).toBe(503)
    expect(await (await fetch(`${at}/healthz`)).text()).toBe('ok\n')
    database.open()
    const id = randomUUID()
    expect((await deliver(at, id)).status).toBe(200)
    expect(await kept(id)).toBe(1)
  })

  test('it says that it lives, knows no other page, and refuses what is larger than any webhook', async () => {
    const { at, port } = await serving()
    expect((await fetch(`${at}/healthz`)).status).toBe(200)
    expect((await fetch(`${at}/`)).status).toBe(404)
    expect((await fetch(`${at}/etc/passwd`, { method: 'POST', body: 'x' })).status).toBe(404)
    const large = 30 * 1024 * 1024
    for (const length of [{ 'content-length': String(large) }, { 'transfer-encoding': 'chunked' }])
      expect([413, 'cut off']).toContain(await post(port, length, large))
    // Half as much is let in, and only then refused for what it is: no JSON.
    expect(await post(port, { 'content-length': String(large / 2) }, large / 2)).toBe(415)
    expect((await fetch(`${at}/healthz`)).status).toBe(200)
  })

  test('SIGTERM ends it within seconds although GitHub keeps a connection open', async () => {
    const { app, at } = await serving(await freshDatabase())
    await (await fetch(`${at}/healthz`)).text()
    const { code, tookMs } = await app.end('SIGTERM')
    expect(code).toBe(0)
    // A look for what GitHub could not deliver is under way since the start, and has three seconds to end.
    expect(tookMs).toBeLessThan(5_500)
  })

  test('SIGTERM ends it in time although GitHub is away and work is under way', async () => {
    const { app, at } = await serving(await freshDatabase())
    expect((await deliver(at, randomUUID())).status).toBe(200)
    const { code, tookMs } = await app.end('SIGTERM')
    expect(code).toBe(0)
    // Kubernetes and systemd give it more.
    expect(tookMs).toBeLessThan(15_000)
  })

  test('a connection that never says a word does not hold it for long', async () => {
    const { app, port } = await serving(await freshDatabase())
    const silent = connect(port, '127.0.0.1').on('error', () => undefined)
    await new Promise((resolve) => silent.once('connect', resolve))
    const { code, tookMs } = await app.end('SIGTERM')
    expect(code).toBe(0)
    expect(tookMs).toBeLessThan(9_000)
  })
})

/**
 * Sends zeros until it is answered; the status of the answer. Who is refused while still sending may find the
 * connection closed before the answer is read.
 */
function post(
  port: number,
  headers: Readonly<Record<string, string>>,
  bytes: number,
): Promise<number | 'cut off'> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path: '/api/github/webhooks', method: 'POST', headers },
      (answer) => {
        resolve(answer.statusCode ?? 0)
        sent.destroy()
      },
    )
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ECONNRESET') resolve('cut off')
      else reject(error)
    })
    const chunk = Buffer.alloc(1024 * 1024, '0')
    const write = (left: number): void => {
      if (left <= 0) sent.end()
      else if (!sent.destroyed) sent.write(chunk, () => setImmediate(write, left - chunk.length))
    }
    write(bytes)
  })
}

type Door = Readonly<{ port: number; shut: () => void; open: () => void; close: () => void }>

/** A way to a server on this machine that can be shut, as when it is restarted or the network is gone. */
async function aDoor(to: number): Promise<Door> {
  let isOpen = true
  const through = new Set<Socket>()
  const server = createServer((from) => {
    if (!isOpen) {
      from.destroy()
      return
    }
    const there = connect(to, '127.0.0.1')
    for (const socket of [from, there]) {
      through.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        through.delete(socket)
        from.destroy()
        there.destroy()
      })
    }
    from.pipe(there).pipe(from)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    shut: () => {
      isOpen = false
      for (const socket of through) socket.destroy()
    },
    open: () => void (isOpen = true),
    close: () => {
      for (const socket of through) socket.destroy()
      server.close()
    },
  }
}
