import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbedded } from '../../src/registry/embedded.ts'
import { startBareInbox, startLandlord, type Server } from './landlord-process.ts'
import type { LoadOrder, Sent } from './load-sender.ts'
import type { Cost } from './probe.ts'
import { percentile } from './statistics.ts'
import { milliseconds, renderTable } from './table.ts'

type Options = Readonly<{
  perSecond: number
  seconds: number
  folder: string
  say: (progress: string) => void
}>

/** What one server made of the deliveries. */
type Taken = Readonly<{
  accepted: number
  /** From the moment a delivery was due to its answer, milliseconds. */
  p50: number
  p99: number
  most: number
  /** Of the server's process alone, milliseconds of processor time. */
  cpuEach: number
  /** By how much its event loop came late, milliseconds. */
  delayP99: number
}>

export type Load = Readonly<{
  perSecond: number
  sent: number
  landlord: Taken
  /** Rows of Landlord's inbox afterwards, and those of them that are in the queue. */
  kept: number
  handedOn: number
  /** A server that only checks the signature and inserts a row, under the same load on the same database. */
  bare: Taken
}>

const secret = 'what deliveries are signed with'

/** Deliveries before the measured ones, so that code is compiled and connections are open. */
const warmUp = 300

/**
 * Sends signed deliveries about five hundred pull requests at an even pace, whether they are answered or not, to one
 * Landlord with its registry in an embedded PostgreSQL; then the same to a bare server on that PostgreSQL. Sender and
 * servers are processes of their own. Nobody answers as GitHub: the jobs fail, and are tried again meanwhile.
 */
export async function benchLoad({ perSecond, seconds, folder, say }: Options): Promise<Load> {
  const database = await startEmbedded(join(folder, 'postgres'))
  const options = { databaseUrl: await database.database('landlord'), folder, secret }
  const sent = perSecond * seconds
  try {
    const load = async (start: (given: typeof options) => Promise<Server>): Promise<Taken> => {
      const server = await start(options)
      try {
        return await takeAll(server, { perSecond, count: sent })
      } finally {
        await server.end()
      }
    }
    say(`${perSecond} deliveries a second for ${seconds} s, to Landlord`)
    const landlord = await load(startLandlord)
    const kept = await countInbox(options.databaseUrl)
    say('the same to a bare server')
    return { perSecond, sent, landlord, ...kept, bare: await load(startBareInbox) }
  } finally {
    await database.close()
  }
}

export const renderLoad = ({ perSecond, sent, landlord, bare, kept, handedOn }: Load): string =>
  `${sent} deliveries at ${perSecond} a second: ${landlord.accepted} answered 200, ${kept} kept, ${handedOn} in the queue.

${renderTable([
  ['from due to answered', 'median', 'p99', 'longest', 'CPU each', 'loop late, p99', 'answered 200'],
  row('Landlord', landlord),
  row('node:http and one INSERT', bare),
])}`

const row = (name: string, { p50, p99, most, cpuEach, delayP99, accepted }: Taken): readonly string[] => [
  name,
  ...[p50, p99, most].map(milliseconds),
  `${cpuEach.toFixed(2)} ms`,
  milliseconds(delayP99),
  String(accepted),
]

async function takeAll(
  server: Server,
  { perSecond, count }: Readonly<{ perSecond: number; count: number }>,
): Promise<Taken> {
  const order = { port: server.port, secret }
  await send({ ...order, perSecond: warmUp, count: warmUp })
  server.begin()
  const { accepted, took } = await send({ ...order, perSecond, count })
  return { accepted, ...told(took), ...costOf(await server.cost(), count) }
}

const told = (took: readonly number[]) => ({
  p50: percentile(took, 0.5),
  p99: percentile(took, 0.99),
  most: Math.max(...took),
})

const costOf = ({ cpu, delayP99 }: Cost, count: number) => ({ cpuEach: cpu / count, delayP99 })

async function send(order: LoadOrder): Promise<Sent> {
  const sender = fork(join(import.meta.dirname, 'load-sender.ts'))
  const gone = once(sender, 'exit')
  const broken = gone.then(() => {
    throw new Error('The sender ended.')
  })
  broken.catch(() => undefined)
  sender.send(order)
  const [sent] = (await Promise.race([once(sender, 'message'), broken])) as [Sent]
  sender.disconnect()
  await gone
  return sent
}

/** Without those that warmed it up. */
async function countInbox(url: string): Promise<Readonly<{ kept: number; handedOn: number }>> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ kept: number; handed: number }>(
    'select count(*)::int as kept, count(handled_at)::int as handed from inbox',
  )
  await client.end()
  return { kept: (rows[0]?.kept ?? 0) - warmUp, handedOn: (rows[0]?.handed ?? 0) - warmUp }
}
