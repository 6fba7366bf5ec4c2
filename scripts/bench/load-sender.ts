/**
 * A program of its own, so that what it costs to send is not the measured process's: signed deliveries at an even
 * pace, whether they are answered or not.
 */
import { createHmac, randomUUID } from 'node:crypto'
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export type LoadOrder = Readonly<{
  port: number
  secret: string
  perSecond: number
  count: number
}>

export type Sent = Readonly<{
  accepted: number
  /** From the moment each was due to its answer, milliseconds. */
  took: readonly number[]
}>

process.on('message', (order: LoadOrder) => {
  send(order).then(
    (sent) => process.send?.(sent),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})

async function send({ port, secret, perSecond, count }: LoadOrder): Promise<Sent> {
  // GitHub sends from many hosts: a slow answer must not keep the next delivery from being sent.
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const bodies = Array.from({ length: 500 }, (_, number) => signed(bodyAbout(number + 1), secret))
  const answers: Promise<Readonly<{ status: number; ms: number }>>[] = []
  const began = performance.now()
  for (let tick = began; answers.length < count; tick += 2) {
    const due = Math.min(count, Math.floor(((performance.now() - began) / 1000) * perSecond))
    while (answers.length < due) {
      const at = began + (answers.length / perSecond) * 1000
      const body = bodies[answers.length % bodies.length]
      if (body === undefined) break
      answers.push(deliver(agent, port, body).then((status) => ({ status, ms: performance.now() - at })))
    }
    await pause(Math.max(0, tick + 2 - performance.now()))
  }
  const done = await Promise.all(answers)
  agent.destroy()
  return {
    accepted: done.filter(({ status }) => status === 200).length,
    took: done.map(({ ms }) => ms),
  }
}

type Signed = Readonly<{ bytes: Buffer; signature: string }>

/** As large as GitHub's: about twenty kilobytes. */
const bodyAbout = (number: number): string =>
  JSON.stringify({
    ...{ action: 'synchronize', number, installation: { id: 7 } },
    pull_request: { number, body: 'x'.repeat(20_000) },
    repository: { name: 'estate', default_branch: 'main', owner: { login: 'acme' } },
  })

const signed = (body: string, secret: string): Signed => ({
  bytes: Buffer.from(body),
  signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
})

const deliver = (agent: Agent, port: number, { bytes, signature }: Signed): Promise<number> =>
  new Promise((resolve) => {
    const sent = request(
      {
        ...{ agent, port, host: '127.0.0.1', method: 'POST', path: '/api/github/webhooks' },
        headers: {
          'content-type': 'application/json',
          'content-length': bytes.length,
          'x-github-event': 'pull_request',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': signature,
        },
      },
      (answer) => answer.resume().on('end', () => resolve(answer.statusCode ?? 0)),
    )
    sent.on('error', () => resolve(0)).end(bytes)
  })
