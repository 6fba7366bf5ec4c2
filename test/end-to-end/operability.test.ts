import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import pg from 'pg'
import { freePort } from '../../src/sandbox/cloud/programs.ts'
import { freshDatabase } from '../embedded.ts'
import { deliver as sendDelivery, webhookSecret } from './a-delivery.ts'
import { aProcess, type Process } from './a-process.ts'

jest.setTimeout(60_000)

const key = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
}).privateKey

/** The process as an operator sees it, with a collector of traces beside it. */
let app: Process
let at: string
let metricsAt: string
let collector: Server
let registry: pg.Client
const spans: { name: string; traceId: string }[] = []
const arrived: (() => void)[] = []
beforeAll(async () => {
  collector = createServer((request, response) => {
    if (request.url !== '/v1/traces') {
      // A GitHub that knows nobody: what a delivery leads to fails, and at once.
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
      return
    }
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      type Sent = { resourceSpans: { scopeSpans: { spans: { name: string; traceId: string }[] }[] }[] }
      for (const { scopeSpans } of (JSON.parse(body) as Sent).resourceSpans)
        for (const scope of scopeSpans) spans.push(...scope.spans)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
      for (const look of arrived) look()
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  const beside = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
  const url = await freshDatabase()
  registry = new pg.Client(url)
  await registry.connect()
  const metricsPort = await freePort()
  app = await aProcess('src/main.ts', {
    env: {
      ...{ APP_ID: '1', PRIVATE_KEY: key, WEBHOOK_SECRET: webhookSecret, DATABASE_URL: url },
      ...{ GITHUB_API_URL: beside, HOST: '127.0.0.1', PORT: '0' },
      ...{ METRICS_PORT: String(metricsPort), METRICS_TOKEN: 'let-the-scraper-in' },
      OTEL_EXPORTER_OTLP_ENDPOINT: beside,
    },
  })
  const [, port = ''] = await app.says(/"port":(\d+),"msg":"listening"/)
  at = `http://127.0.0.1:${port}`
  metricsAt = `http://127.0.0.1:${metricsPort}`
})
afterAll(async () => {
  await app.end('SIGKILL')
  await rm(app.folder, { recursive: true, force: true })
  await registry.end()
  collector.closeAllConnections()
  collector.close()
})

const opened = (updated_at: string) => ({
  action: 'opened',
  number: 3,
  pull_request: { number: 3, updated_at },
  repository: { name: 'estate', default_branch: 'main', owner: { login: 'acme' } },
  installation: { id: 7 },
})
const deliver = async (id: string, updatedAt: string, signedWith = webhookSecret): Promise<number> =>
  (await sendDelivery(at, id, { payload: opened(updatedAt), signedWith })).status
const figures = async (): Promise<string> => {
  const headers = { authorization: 'Bearer let-the-scraper-in' }
  return (await fetch(`${metricsAt}/metrics`, { headers })).text()
}
const traced = (name: string, id: string) =>
  new Promise<void>((resolve) => {
    const look = (): void => {
      const of = spans.find((span) => span.name === 'delivery pull_request' && span.traceId === id)
      if (of !== undefined && spans.some((span) => span.name === name && span.traceId === id)) resolve()
    }
    arrived.push(look)
    look()
  })

test('it is ready, and says what that rests on', async () => {
  const answer = await fetch(`${at}/readyz`)
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ ready: true })
})

test('/metrics is where it was put, for who knows the word', async () => {
  expect((await fetch(`${at}/metrics`)).status).toBe(404)
  expect((await fetch(`${metricsAt}/metrics`)).status).toBe(401)
  expect(await figures()).toContain('landlord_readiness{check="database"} 1')
})

test('deliveries are counted by what became of them; a forged and an old one lead to nothing', async () => {
  const [fresh, old, forged] = [randomUUID(), randomUUID(), randomUUID()]
  const now = new Date().toISOString()
  const longAgo = new Date(Date.now() - 5 * 86_400_000).toISOString()
  expect(await deliver(fresh, now)).toBeLessThan(300)
  expect(await deliver(fresh, now)).toBeLessThan(300)
  expect(await deliver(old, longAgo)).toBeLessThan(300)
  expect(await deliver(forged, now, 'a guess')).toBe(400)
  const text = await figures()
  for (const outcome of ['accepted', 'repeated', 'stale', 'refused'])
    expect(text).toContain(`landlord_deliveries_total{event="pull_request",outcome="${outcome}"} 1`)
  const { rows } = await registry.query('select delivery from inbox where delivery = any($1)', [
    [fresh, old, forged],
  ])
  expect(rows).toEqual([{ delivery: fresh }])
  expect(app.said()).toMatch(new RegExp(`"delivery":"${old}".*too old`))
})

test('each line of its work, and its trace, belong to the delivery', async () => {
  const id = randomUUID()
  await deliver(id, new Date().toISOString())
  // GitHub knows nobody, so the job fails: that is told with all it is about.
  const [line] = await app.says(new RegExp(`^.*"delivery":"${id}".*"msg":"job failed".*$`, 'm'))
  expect(JSON.parse(line)).toMatchObject({ delivery: id, data: { do: 'review', pull: { number: 3 } } })
  const own = app
    .said()
    .split('\n')
    .filter((one) => one.includes(id) && one.includes('trace_id'))
    .map((one) => (JSON.parse(one) as { trace_id: string }).trace_id)
  expect(new Set(own).size).toBeLessThan(2)
  await traced('job review', createHash('sha256').update(`delivery ${id}`).digest('hex').slice(0, 32))
})

test('no line of all this holds a secret', () => {
  for (const word of [webhookSecret, 'let-the-scraper-in', 'PRIVATE KEY', key.split('\n')[1] ?? ''])
    expect(app.said()).not.toContain(word)
})

test('it is not ready any more when its tables are another version’s, and says so', async () => {
  await registry.query("insert into migrations (number, name) values (9999, 'of tomorrow')")
  // The answer is remembered for a second.
  for (;;) {
    const answer = await fetch(`${at}/readyz`)
    if (answer.status === 503) {
      expect(await answer.text()).toMatch(/newer Landlord/)
      break
    }
  }
  await registry.query('delete from migrations where number = 9999')
})
