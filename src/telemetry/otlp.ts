import { createHash } from 'node:crypto'
import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Context,
  type SpanContext,
  type SpanOptions,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Stretch, Tracer, Whole } from './tracer.ts'

/** How long the process waits for a collector when it ends; milliseconds. */
const patience = 3_000

/** Sends spans to an OTLP collector over HTTP, a few seconds late and in batches; what it does not take is dropped. */
export function openTracer(endpoint: string, version: string): Tracer {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const ids = someIds()
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: patience })
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': 'landlord', 'service.version': version }),
    ),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  })
  const tracer = provider.getTracer('landlord', version)
  const start = (stretch: Stretch, startTime?: Date) => {
    const { name, kind, attributes, of, root, because } = stretch
    const options: SpanOptions = {
      ...(kind && { kind: kinds[kind] }),
      ...(attributes && { attributes: known(attributes) }),
      ...(startTime && { startTime }),
      ...(because && { links: [{ context: idsOf(because) }] }),
    }
    if (of !== undefined && root === true)
      return ids.being(idsOf(of), () => tracer.startSpan(name, options, ROOT_CONTEXT))
    return tracer.startSpan(name, options, of === undefined ? context.active() : within(of))
  }
  return {
    span: async (stretch, work) => {
      const span = start(stretch)
      try {
        return await context.with(trace.setSpan(context.active(), span), () =>
          work((attributes) => span.setAttributes(known(attributes))),
        )
      } catch (error) {
        // Its message may quote what must not leave: the log has it, redacted, under the same ids.
        span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' })
        throw error
      } finally {
        span.end()
      }
    },
    past: (stretch, from, to) => start(stretch, new Date(from)).end(new Date(to)),
    here: () => {
      const at = trace.getSpanContext(context.active())
      return at && isSpanContextValid(at) ? { trace_id: at.traceId, span_id: at.spanId } : undefined
    },
    close: async () => {
      await provider.shutdown().catch(() => undefined)
      context.disable()
    },
  }
}

const kinds = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, client: SpanKind.CLIENT }

const known = (attributes: NonNullable<Stretch['attributes']>): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )

const within = (whole: Whole): Context => trace.setSpanContext(ROOT_CONTEXT, idsOf(whole))

function idsOf(whole: Whole): SpanContext {
  const hex = createHash('sha256').update(whole).digest('hex')
  return {
    traceId: hex.slice(0, 32),
    spanId: hex.slice(32, 48),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  }
}

/** Random ids, but for a span that is a whole. */
function someIds() {
  const random = new RandomIdGenerator()
  let given: SpanContext | undefined
  return {
    generateTraceId: () => given?.traceId ?? random.generateTraceId(),
    generateSpanId: () => given?.spanId ?? random.generateSpanId(),
    being: <Made>(ids: SpanContext, make: () => Made): Made => {
      given = ids
      try {
        return make()
      } finally {
        given = undefined
      }
    },
  }
}
