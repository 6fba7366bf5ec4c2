import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { execFileSync } from 'node:child_process'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { inSpan, startTracing, stopTracing, tellPast, traceHere } from '../../src/telemetry/trace.ts'

type Span = Readonly<{
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  kind: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  status: { code: number; message?: string }
  attributes: readonly { key: string; value: Record<string, unknown> }[]
  links?: readonly { traceId: string }[]
}>

/** A collector on this machine, as OTLP/HTTP has it. */
let collector: Server
let spans: Span[]
let resource: unknown
let endpoint: string
beforeEach(async () => {
  spans = []
  collector = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      expect(request.url).toBe('/v1/traces')
      type Sent = { resourceSpans: { resource: unknown; scopeSpans: { spans: Span[] }[] }[] }
      for (const sent of (JSON.parse(body) as Sent).resourceSpans) {
        resource = sent.resource
        for (const scope of sent.scopeSpans) spans.push(...scope.spans)
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`
})
afterEach(async () => {
  await stopTracing()
  collector.closeAllConnections()
  await new Promise((resolve) => collector.close(resolve))
})

const named = (name: string): Span => {
  const found = spans.find((span) => span.name === name)
  if (found === undefined) throw new Error(`no span ${name}: ${spans.map((span) => span.name).join(', ')}`)
  return found
}

test('a delivery is one trace: delivery, job, evaluate and the calls of GitHub, whichever process did them', async () => {
  await startTracing(endpoint, '1.2.3')
  await inSpan({ name: 'delivery push', kind: 'server', of: 'delivery d-1', root: true }, () =>
    Promise.resolve(),
  )
  await stopTracing()
  // Another process takes the job: it knows the delivery's id, and nothing else.
  await startTracing(endpoint, '1.2.3')
  await inSpan({ name: 'job review', kind: 'consumer', of: 'delivery d-1' }, async () => {
    await inSpan({ name: 'evaluate' }, () => Promise.resolve())
    await inSpan({ name: 'GET /repos/{owner}/{repo}', kind: 'client' }, () => Promise.resolve())
  })
  await stopTracing()
  const [root, job] = [named('delivery push'), named('job review')]
  expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1)
  expect(root.parentSpanId ?? '').toBe('')
  expect(job.parentSpanId).toBe(root.spanId)
  expect(named('evaluate').parentSpanId).toBe(job.spanId)
  expect(named('GET /repos/{owner}/{repo}').parentSpanId).toBe(job.spanId)
  expect(JSON.stringify(resource)).toContain('"landlord"')
})

test('an operation is one trace of its own, and its looks name the delivery that led to them', async () => {
  await startTracing(endpoint, '1')
  await inSpan({ name: 'job operate', of: 'operation op_1', because: 'delivery d-2' }, () =>
    Promise.resolve(),
  )
  tellPast({ name: 'APPLYING', of: 'operation op_1' }, '2026-11-21T10:00:00.000Z', '2026-11-21T10:04:00.000Z')
  tellPast(
    { name: 'operation onboard', of: 'operation op_1', root: true },
    '2026-11-21T09:59:00.000Z',
    '2026-11-21T10:05:00.000Z',
  )
  await stopTracing()
  const whole = named('operation onboard')
  expect(named('APPLYING').parentSpanId).toBe(whole.spanId)
  expect(named('job operate').parentSpanId).toBe(whole.spanId)
  expect(named('job operate').links).toHaveLength(1)
  const { startTimeUnixNano: from, endTimeUnixNano: to } = named('APPLYING')
  expect(Number(BigInt(to) - BigInt(from)) / 1e9).toBe(240)
})

test('a failure is seen, passed on, and its message does not leave', async () => {
  await startTracing(endpoint, '1')
  const failing = inSpan({ name: 'job merge' }, () => Promise.reject(new TypeError('password=hunter2')))
  await expect(failing).rejects.toThrow('hunter2')
  await stopTracing()
  expect(named('job merge').status).toEqual({ code: 2, message: 'TypeError' })
  expect(JSON.stringify(spans)).not.toContain('hunter2')
})

test('the log can name the trace it belongs to', async () => {
  await startTracing(endpoint, '1')
  const ids = await inSpan({ name: 'job tend' }, () => Promise.resolve(traceHere()))
  expect(traceHere()).toBeUndefined()
  await stopTracing()
  expect(ids).toEqual({ trace_id: named('job tend').traceId, span_id: named('job tend').spanId })
})

test('a collector that is away stops nobody', async () => {
  await startTracing('http://127.0.0.1:9', '1')
  expect(await inSpan({ name: 'job tend' }, () => Promise.resolve('done'))).toBe('done')
  await stopTracing()
})

test('without an endpoint nothing of OpenTelemetry is loaded', () => {
  const program = `
    import { registerHooks } from 'node:module'
    const loaded = []
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) })
    const { inSpan, startTracing } = await import('./src/telemetry/trace.ts')
    await import('./src/jobs/do-job.ts')
    await inSpan({ name: 'x' }, async () => 'done')
    const before = loaded.filter((url) => url.includes('/@opentelemetry/')).length
    await startTracing('http://127.0.0.1:9', '1')
    process.stdout.write(before + ' ' + loaded.some((url) => url.includes('/@opentelemetry/')))
    process.exit(0)`
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })
  expect(said).toBe('0 true')
})
