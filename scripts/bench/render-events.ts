import type { Sample } from './events.ts'
import { median, percentile } from './statistics.ts'
import { milliseconds, renderTable } from './table.ts'

/** Times in milliseconds. */
type EventReport = Readonly<{
  event: string
  times: number
  landlord: Spread
  bare: Spread
  /** Landlord's median by the bare one's. */
  ratio: number
  /** Median number of calls, and how often each is among them on average. */
  calls: number
  byCall: readonly Readonly<{ call: string; times: number }>[]
}>

type Spread = Readonly<{ median: number; p95: number }>

export type EventsReport = Readonly<{
  cold: Readonly<{ event: string; landlord: number; calls: number }> | undefined
  events: readonly EventReport[]
}>

export function tallyEvents(samples: readonly Sample[]): EventsReport {
  const cold = samples.find((sample) => sample.cold)
  const warm = samples.filter((sample) => !sample.cold)
  return {
    cold: cold && { event: cold.scene, landlord: cold.landlord, calls: cold.calls.length },
    events: [...new Set(warm.map(({ scene }) => scene))].map((event) =>
      tallyEvent(
        event,
        warm.filter(({ scene }) => scene === event),
      ),
    ),
  }
}

function tallyEvent(event: string, samples: readonly Sample[]): EventReport {
  const landlord = spread(samples.map((sample) => sample.landlord))
  const bare = spread(samples.map((sample) => sample.bare))
  const counts = new Map<string, number>()
  for (const call of samples.flatMap(({ calls }) => calls)) counts.set(call, (counts.get(call) ?? 0) + 1)
  return {
    event,
    times: samples.length,
    landlord,
    bare,
    ratio: landlord.median / bare.median,
    calls: median(samples.map(({ calls }) => calls.length)),
    byCall: [...counts].map(([call, times]) => ({ call, times: times / samples.length })),
  }
}

const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  p95: percentile(values, 0.95),
})

export function renderEvents({ cold, events }: EventsReport): string {
  const head = ['event', 'times', 'calls', 'landlord', 'p95', 'bare', 'p95', 'ratio']
  const rows = events.map(({ event, times, calls, landlord, bare, ratio }) => [
    ...[event, String(times), String(calls)],
    ...[landlord.median, landlord.p95, bare.median, bare.p95].map(milliseconds),
    ratio.toFixed(2),
  ])
  const parts = events.map(({ event, byCall }) =>
    [event, ...byCall.map(({ call, times }) => `  ${perEvent(times)}  ${call}`)].join('\n'),
  )
  return [
    'From webhook sent to check run and comment published (medians), and the very same GitHub calls issued bare:',
    renderTable([head, ...rows]),
    cold === undefined
      ? ''
      : `The first event of the process (${cold.event}, nothing cached, not signed in): ${milliseconds(cold.landlord)}, ${cold.calls} calls.`,
    'Calls per event:',
    ...parts,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const perEvent = (times: number): string =>
  (Number.isInteger(times) ? String(times) : times.toFixed(2)).padStart(5)
