import type { AddAttributes, Stretch, Tracer } from './tracer.ts'

/** One for the process, as the log is; nothing of OpenTelemetry is loaded while there is none. */
let tracer: Tracer | undefined

/** From now on what `inSpan` and `tellPast` are told goes to this endpoint (the collector's root, without `/v1/traces`). */
export async function startTracing(endpoint: string, version: string): Promise<void> {
  const { openTracer } = await import('./otlp.ts')
  tracer = openTracer(endpoint, version)
}

export async function stopTracing(): Promise<void> {
  const ending = tracer
  tracer = undefined
  await ending?.close()
}

export const inSpan = <Result>(
  stretch: Stretch,
  work: (add: AddAttributes) => Promise<Result>,
): Promise<Result> => (tracer === undefined ? work(() => undefined) : tracer.span(stretch, work))

export const tellPast: Tracer['past'] = (stretch, from, to) => tracer?.past(stretch, from, to)

export const traceHere: Tracer['here'] = () => tracer?.here()
