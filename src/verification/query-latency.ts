import type { Check } from './judgement.ts'

/** Milliseconds of each query, measured where the tenant's application would be: at the client. */
export type QueryLatency = Readonly<{ samples: readonly number[] }>

/** Fewer samples than this say nothing of a 95th percentile. */
const minimumSamples = 50

/** `thresholdMs`: p95 that the estate's settings allow. */
export const queryLatency = (thresholdMs: number): Check<QueryLatency> => ({
  name: 'query-latency',
  expects: `95 of 100 indexed queries answer within ${thresholdMs} ms.`,
  judge: ({ samples }) => {
    if (samples.length < minimumSamples) {
      return {
        outcome: 'error',
        evidence: [`Only ${samples.length} of at least ${minimumSamples} queries were measured.`],
      }
    }
    const [p50, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)]
    const figures = `${samples.length} queries: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms.`
    return p95 <= thresholdMs
      ? { outcome: 'pass', evidence: [figures] }
      : { outcome: 'fail', evidence: [figures, `Broken: p95 is above ${thresholdMs} ms.`] }
  },
})

/** Nearest rank: always a value that was really measured. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
