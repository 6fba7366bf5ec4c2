import { createHmac, randomUUID } from 'node:crypto'
import type { GitHub } from '../github.ts'
import { writeMoment } from '../github.ts'
import type { App, Delivery } from '../memory/app.ts'

/** An event on its way to one App. */
export type Parcel = Readonly<{
  guid: string
  event: string
  action: string | null
  installationId: number
  repositoryId: number | null
  payload: Readonly<Record<string, unknown>>
  redelivery: boolean
}>

/** GitHub waits this long for an answer, and does not try again. */
const patience = 10_000

export const newGuid = (): string => randomUUID()

/** Posts one event to an App and records what came of it. Never throws: a dead App is a recorded failure. */
export async function deliver(github: GitHub, app: App, parcel: Parcel): Promise<Delivery> {
  const body = JSON.stringify(parcel.payload)
  const headers = renderHeaders(app, parcel, body)
  const began = performance.now()
  const deliveredAt = writeMoment(github.now())
  const result = await post(app.webhookUrl, headers, body)
  const delivery: Delivery = {
    id: github.nextId(),
    guid: parcel.guid,
    deliveredAt,
    began,
    redelivery: parcel.redelivery,
    duration: Math.round((performance.now() - began) / 10) / 100,
    status: result.status,
    statusCode: result.code,
    event: parcel.event,
    action: parcel.action,
    installationId: parcel.installationId,
    repositoryId: parcel.repositoryId,
    request: { headers, payload: parcel.payload },
    response: { headers: result.headers, payload: result.body },
  }
  app.deliveries.push(delivery)
  if (delivery.statusCode >= 400 || delivery.statusCode === 0) {
    github.log(`webhook ${parcel.event} ${parcel.guid} was not taken: ${result.status}`)
  }
  return delivery
}

function renderHeaders(app: App, parcel: Parcel, body: string): Record<string, string> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(body).digest('hex')
  return {
    accept: '*/*',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/sandbox',
    'x-github-delivery': parcel.guid,
    'x-github-event': parcel.event,
    'x-github-hook-id': String(app.hookId),
    'x-github-hook-installation-target-id': String(app.id),
    'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`,
    'x-hub-signature-256': `sha256=${sign('sha256')}`,
  }
}

type Result = Readonly<{ code: number; status: string; headers: Record<string, string>; body: string }>

async function post(url: string | null, headers: Record<string, string>, body: string): Promise<Result> {
  const nobody = (status: string): Result => ({ code: 0, status, headers: {}, body: '' })
  if (url === null) return nobody('Invalid HTTP Response: 0')
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal: AbortSignal.timeout(patience),
    })
    return {
      code: response.status,
      status: response.ok ? 'OK' : `Invalid HTTP Response: ${response.status}`,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  } catch (error) {
    return nobody(
      error instanceof Error && error.name === 'TimeoutError' ? 'timed out' : 'failed to connect to host',
    )
  }
}
