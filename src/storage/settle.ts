import { performance } from 'node:perf_hooks'
import { setTimeout as after } from 'node:timers/promises'

/**
 * Looks again until what is seen is right, or the patience is spent: AWS spreads new roles, policies and tags in
 * seconds to half a minute, and a look in between must not undo a sound tenant. The last look counts.
 */
export async function settle<T>(
  look: () => Promise<T>,
  isRight: (seen: T) => boolean,
  patienceMs: number,
): Promise<T> {
  const end = performance.now() + patienceMs
  for (let wait = 500; ; wait = Math.min(wait * 2, 8_000)) {
    const seen = await look()
    const left = end - performance.now()
    if (left <= 0 || isRight(seen)) return seen
    await after(Math.min(wait, left))
  }
}
