import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { startEmbedded } from '../../src/registry/embedded.ts'
import { startLandlord } from './landlord-process.ts'
import { percentile } from './statistics.ts'

type Options = Readonly<{
  perSecond: number
  seconds: number
  folder: string
  say: (progress: string) => void
}>

export type Load = Readonly<{
  perSecond: number
  sent: number
  /** Answered 200. */
  accepted: number
  /** Rows of the inbox afterwards, and those of them that are in the queue. */
  kept: number
  handedOn: number
  /** From the moment a delivery was due to its answer, milliseconds. */
  p50: number
  p99: number
  most: number
}>

/**
 * Sends signed deliveries about five hundred pull requests at an even pace, whether they are answered or not, to one
 * Landlord with its registry in an embedded PostgreSQL. Nobody answers as GitHub: the jobs fail, and are tried again.
 */
export async function benchLoad({ perSecond, seconds, folder, say }: Options): Promise<Load> {
  const database = await startEmbedded(join(folder, 'postgres'))
  const url = await database.database('landlord')
  const landlord = await startLandlord({ databaseUrl: url, folder })
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const deliver = (number: number) => send({ agent, port: landlord.port, secret: landlord.secret }, number)
  try {
    for (let number = 0; number < 50; number += 1) await deliver(number)
    say(`${perSecond} deliveries a second for ${seconds} s`)
    const began = performance.now()
    const answers: Promise<Readonly<{ status: number; ms: number }>>[] = []
    const all = perSecond * seconds
    for (let tick = began; answers.length < all; tick += 5) {
      const due = Math.min(all, Math.floor(((performance.now() - began) / 1000) * perSecond))
      while (answers.length < due) {
        const at = began + (answers.length / perSecond) * 1000
        answers.push(deliver(answers.length).then((status) => ({ status, ms: performance.now() - at })))
      }
      await pause(Math.max(0, tick + 5 - performance.now()))
    }
    const done = await Promise.all(answers)
    const took = done.map(({ ms }) => ms)
    return {
      ...{ perSecond, sent: all, accepted: done.filter(({ status }) => status === 200).length },
      ...(await countInbox(url)),
      ...{ p50: percentile(took, 0.5), p99: percentile(took, 0.99), most: Math.max(...took) },
    }
  } finally {
    agent.destroy()
    await landlord.end()
    await database.close()
  }
}

export const renderLoad = ({ perSecond, sent, accepted, kept, handedOn, p50, p99, most }: Load): string =>
  `${sent} deliveries at ${perSecond} a second: ${accepted} answered 200, ${kept} kept, ${handedOn} in the queue.
From due to answered: median ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${most.toFixed(0)} ms.`

/** Without the fifty that warmed it up. */
async function countInbox(url: string): Promise<Readonly<{ kept: number; handedOn: number }>> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ kept: number; handed: number }>(
    'select count(*)::int as kept, count(handled_at)::int as handed from inbox',
  )
  await client.end()
  return { kept: (rows[0]?.kept ?? 0) - 50, handedOn: (rows[0]?.handed ?? 0) - 50 }
}

type Target = Readonly<{ agent: Agent; port: number; secret: string }>

function send({ agent, port, secret }: Target, count: number): Promise<number> {
  const number = (count % 500) + 1
  const body = JSON.stringify({
    ...{ action: 'synchronize', number, installation: { id: 7 } },
    // As large as GitHub's: about twenty kilobytes.
    pull_request: { number, body: 'x'.repeat(20_000) },
    repository: { name: 'estate', default_branch: 'main', owner: { login: 'acme' } },
  })
  return new Promise((resolve) => {
    const sent = request(
      {
        ...{ agent, port, host: '127.0.0.1', method: 'POST', path: '/api/github/webhooks' },
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-github-event': 'pull_request',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
        },
      },
      (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)),
    )
    sent.on('error', () => resolve(0)).end(body)
  })
}
