/**
 * A program of its own, to compare with: what the same machine makes of the same deliveries with node:http, the
 * signature and one INSERT each, and nothing else.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'

const { DATABASE_URL: connectionString, WEBHOOK_SECRET: secret = '' } = process.env
const pool = new pg.Pool({ connectionString, max: 10 })
await pool.query(
  'create table if not exists bare_inbox (delivery text primary key, event text, payload jsonb)',
)

const server = createServer((request, response) => {
  keep(request).then(
    (status) => response.writeHead(status).end(),
    () => response.writeHead(503).end(),
  )
})

async function keep(request: IncomingMessage): Promise<number> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
  const given = Buffer.from(String(request.headers['x-hub-signature-256']))
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 400
  const { number } = JSON.parse(body.toString('utf8')) as Readonly<{ number: number }>
  await pool.query({
    name: 'keep',
    text: 'insert into bare_inbox values ($1, $2, $3) on conflict do nothing',
    values: [request.headers['x-github-delivery'], request.headers['x-github-event'], { number }],
  })
  return 200
}

server.listen(0, '127.0.0.1', () => {
  process.send?.({ listening: (server.address() as AddressInfo).port })
})
process.on('SIGTERM', () => process.exit(0))
