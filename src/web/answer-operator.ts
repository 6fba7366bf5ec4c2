import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ReadinessCheck } from './readiness.ts'

export type OperatorIO = Readonly<{
  readiness: () => Promise<readonly ReadinessCheck[]>
  /** Absent = `/metrics` is served elsewhere. */
  metrics?: (() => Promise<Readonly<{ type: string; text: string }>>) | undefined
  /** What `/metrics` asks for as a bearer token; absent = nothing. */
  metricsToken?: string | undefined
}>

/** Answers those who look after the process: `/healthz`, `/readyz` and `/metrics`. False = it is none of these. */
export async function answerOperator(
  request: IncomingMessage,
  response: ServerResponse,
  { readiness, metrics, metricsToken }: OperatorIO,
): Promise<boolean> {
  const [path] = (request.url ?? '').split('?')
  const isLook = request.method === 'GET' || request.method === 'HEAD'
  if (!isLook) return false
  if (path === '/healthz') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok\n')
    return true
  }
  if (path === '/readyz') {
    const checks = await readiness()
    const ready = checks.every(({ ok }) => ok)
    response
      .writeHead(ready ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' })
      .end(`${JSON.stringify({ ready, checks }, undefined, 2)}\n`)
    return true
  }
  if (path === '/metrics' && metrics !== undefined) {
    if (
      metricsToken !== undefined &&
      !isSame(request.headers.authorization ?? '', `Bearer ${metricsToken}`)
    ) {
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
      return true
    }
    const { type, text } = await metrics()
    response.writeHead(200, { 'content-type': type }).end(text)
    return true
  }
  return false
}

/** In a time that tells nothing of how much of it is right. */
const isSame = (given: string, wanted: string): boolean => timingSafeEqual(digest(given), digest(wanted))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
