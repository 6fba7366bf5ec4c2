import { performance } from 'node:perf_hooks'
import { setTimeout as after } from 'node:timers/promises'
import { NoAnswerError } from './store.ts'

/** Looks again and again for what a store does in its own time; undefined and false are not yet. `not` says what did not come. */
export async function until<T>(
  not: string,
  patienceMs: number,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + patienceMs
  for (let wait = 50; ; wait = Math.min(wait * 2, 2_000)) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen
    const left = end - performance.now()
    if (left <= 0) throw new NoAnswerError(`The store of vectors: ${not} within ${patienceMs / 1000} s.`)
    await after(Math.min(wait, left))
  }
}
