import { patience } from '../provisioning/deadlines.ts'
import type { Registry } from '../registry/registry.ts'
import { remembered } from '../telemetry/remembered.ts'

/** So many runs looked at every fifteen seconds take what GitHub allows an hour: 5 000 requests. */
const fewEnough = 20

/** With more, one look in two seconds: a third of the hour, and the rest is for what they end with. */
const eachMs = 2_000

const counts = new WeakMap<Registry, () => Promise<Readonly<Record<string, number>>>>()

/**
 * Milliseconds between two looks at a run, the longer the more are followed. GitHub tells of an end by itself; this is for
 * what it could not deliver, and for the steps in between.
 */
export async function lookEveryMs({
  registry,
  pollMs,
}: Readonly<{ registry: Registry; pollMs: number }>): Promise<number> {
  const count = counts.get(registry) ?? remembered(10_000, registry.operationsByState)
  counts.set(registry, count)
  // Not knowing how many there are is no reason to leave this one alone.
  const byState = await count().catch((): Readonly<Record<string, number>> => ({}))
  const followed = polled.reduce((sum, state) => sum + (byState[state] ?? 0), 0)
  return followed <= fewEnough ? pollMs : Math.max(pollMs, followed * eachMs)
}

/** The states whose run is looked at. */
const polled = Object.entries(patience).flatMap(([state, it]) => (it?.lookEveryMs === 'poll' ? state : []))
