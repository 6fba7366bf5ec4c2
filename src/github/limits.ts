import { setTimeout as sleep } from 'node:timers/promises'
import type { Octokit } from '@octokit/rest'
import { headersOf, isRateLimit, statusOf } from './refusal.ts'
import { slidingWindow, type Window } from './sliding-window.ts'

/**
 * GitHub allows 80 content-creating requests a minute (docs.github.com, "Rate limits for the REST API", secondary
 * limits): a burst goes through at once, and only what GitHub would refuse is held back.
 */
const writesAMinute = 80
const maxRetries = 3
/** A job has five minutes. What GitHub wants to wait longer for fails, and the queue does it again later. */
const longestWaitMs = 240_000

type Client = Pick<Octokit, 'hook' | 'log'>
type Options = Readonly<{ auth?: unknown }>

/** Shared by all clients of an installation, which are made anew for every job. */
const windows = new Map<string, Window>()

/** An Octokit plugin: paces writes, waits as long as a rate limit says, and tries again what GitHub failed at. */
export function keepLimits(octokit: Client, { auth }: Options): void {
  const id = installationIn(auth)
  const write = windows.get(id) ?? slidingWindow({ most: writesAMinute, ms: 60_000 })
  windows.set(id, write)
  octokit.hook.wrap('request', async (request, options) => {
    for (let failures = 0; ; failures += 1) {
      if (options.method !== 'GET' && options.method !== 'HEAD') await write.enter()
      try {
        return await request(options)
      } catch (error) {
        const wait = failures < maxRetries ? waitBefore(error, options.method, failures) : undefined
        if (wait === undefined) throw error
        const status = String(statusOf(error))
        octokit.log.warn(
          `GitHub answered ${options.method} ${options.url} with ${status}; again in ${wait} ms.`,
        )
        await sleep(wait)
      }
    }
  })
}

/** GitHub counts for each installation; what the App does as itself is one more. */
const installationIn = (auth: unknown): string =>
  typeof auth === 'object' && auth !== null && 'installationId' in auth ? String(auth.installationId) : ''

/** Milliseconds to wait before trying again; undefined when that would not help, or could do a thing twice. */
export function waitBefore(error: unknown, method: string, failures: number): number | undefined {
  const status = statusOf(error)
  if (status === undefined) return undefined
  if (status === 429 || (status === 403 && (isRateLimit(error) || isSecondary(error)))) {
    const wait = rateLimitWait(error)
    return wait <= longestWaitMs ? wait : undefined
  }
  // A POST whose answer was lost may have been carried out: a second comment, a second workflow run. It fails
  // instead; the job that wanted it is done again, and looks first at what is there.
  return status >= 500 && method !== 'POST' ? 1000 * (failures + 1) ** 2 : undefined
}

/** GitHub: wait for `retry-after`; else, with nothing remaining, until `x-ratelimit-reset`; else a minute. */
function rateLimitWait(error: unknown): number {
  const headers = headersOf(error)
  const after = Number(headers['retry-after'] ?? NaN)
  if (Number.isFinite(after)) return after * 1000
  const reset = headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset'] ?? NaN) : NaN
  return Number.isFinite(reset) ? Math.max(1000, reset * 1000 - Date.now()) : 60_000
}

const isSecondary = (error: unknown): boolean =>
  error instanceof Error && /secondary rate/i.test(error.message)
