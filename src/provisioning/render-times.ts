import type { Operation } from './operation.ts'
import { seconds } from './render-timeline.ts'

/** Where the time from merge to the end went: waiting for the run, then phase by phase, and what is between them. */
export function renderTimes({ history, result }: Operation): string {
  const phases = result?.phases ?? []
  const [merged, ended] = [history[0]?.at, history.at(-1)?.at]
  const [first] = phases
  if (first === undefined || merged === undefined || ended === undefined) return ''
  const queued = Date.parse(first.startedAt) - Date.parse(merged)
  const whole = Date.parse(ended) - Date.parse(merged)
  const busy = phases.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const parts = [
    ['queue', queued] as const,
    ...phases.map(({ phase, durationMs }) => [phase, durationMs] as const),
    // GitHub's own steps, the start of our programs, and noticing that the run has ended.
    ['between', whole - queued - busy] as const,
  ]
  const shown = parts.filter(([, ms]) => ms > 0).map(([name, ms]) => `${name} ${seconds(ms)}`)
  return `**Where the time went:** ${shown.join(' · ')}`
}
