import { setTimeout as sleep } from 'node:timers/promises'
import type { Octokit } from '@octokit/rest'
import { chargesOf, isRead, type Asked, type Urgency } from './charges.ts'
import type { Pace } from './pace.ts'
import { localPurse, type Purse } from './purse.ts'
import { headersOf, isRateLimit, statusOf } from './refusal.ts'
import { keepUnderWay } from './under-way.ts'

const maxRetries = 3
/** A job has five minutes. What GitHub wants to wait longer for fails, and the queue does it again later. */
const longestWaitMs = 240_000

type Client = Pick<Octokit, 'hook' | 'log'>
type Options = Readonly<{ auth?: unknown }>

/** What a request may say of itself, under `request`: Octokit keeps that to itself. */
export type Wishes = Readonly<{ urgency?: Urgency; patience?: number }>

/** What every process reads is counted by itself: reads are cheap, and GitHub's own word is kept in any case. */
const own = localPurse()

/** Of all clients of this process together. */
const underWay = keepUnderWay()

/**
 * An Octokit plugin: writes take their turn, all waits as long as a rate limit says, and what GitHub failed at is tried
 * again where that can do nothing twice. `times`: how often this GitHub allows what github.com does.
 */
export const keepLimits =
  (pace: Pace, times = 1, reads: Purse = own) =>
  (octokit: Client, { auth }: Options): void => {
    const who = installationIn(auth)
    octokit.hook.wrap('request', async (request, options) => {
      const wishes = options.request as Wishes
      // Who signs in does so for a request that is under way, and would wait for itself.
      const send = () =>
        options.url.endsWith('/access_tokens')
          ? Promise.resolve(request(options))
          : underWay(who, async () => request(options))
      const urgency = wishes.urgency ?? urgencyOf(options)
      const turn = {
        who,
        charges: chargesOf(options, { urgency, times }),
        urgency,
        target: targetOf(options),
        patience: wishes.patience ?? longestWaitMs,
      }
      for (let failures = 0; ; failures += 1) {
        try {
          if (!isRead(options)) return await pace.write(turn, send)
          for (let wait = await reads.take(who, turn.charges); wait > 0;)
            wait = await sleep(wait).then(() => reads.take(who, turn.charges))
          return await send()
        } catch (error) {
          const wait = failures < maxRetries ? waitBefore(error, options, failures) : undefined
          if (isLimit(error)) await tellAll([pace.purse, reads], who, error)
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

/** One that was told to be quiet stands for all processes. */
async function tellAll(purses: readonly Purse[], who: string, error: unknown): Promise<void> {
  const wait = rateLimitWait(error)
  await Promise.all(purses.map((purse) => purse.pause(who, wait)))
}

/** GitHub counts for each installation; what the App does as itself is one more. */
const installationIn = (auth: unknown): string =>
  typeof auth === 'object' && auth !== null && 'installationId' in auth ? String(auth.installationId) : ''

/** The end of a check goes before a comment, and a reaction last. */
function urgencyOf(asked: Asked & Readonly<{ status?: unknown }>): Urgency {
  if (asked.status === 'completed' && asked.url.includes('/check-runs')) return 'end'
  return /\/(reactions|reviews)$/.test(asked.url) ? 'courtesy' : 'progress'
}

/** What is overwritten as a whole; annotations are added to what is there, so each of those counts. */
function targetOf(options: Asked & Readonly<Record<string, unknown>>): string | undefined {
  const { method, url, owner, repo, comment_id: comment, check_run_id: run, output } = options
  const isWhole = comment !== undefined || (run !== undefined && !hasAnnotations(output))
  return method === 'PATCH' && isWhole ? JSON.stringify([url, owner, repo, comment ?? run]) : undefined
}

const hasAnnotations = (output: unknown): boolean =>
  typeof output === 'object' &&
  output !== null &&
  'annotations' in output &&
  Array.isArray(output.annotations) &&
  output.annotations.length > 0

/** Milliseconds to wait before trying again; undefined when that would not help, or could do a thing twice. */
export function waitBefore(error: unknown, asked: Asked, failures: number): number | undefined {
  const status = statusOf(error)
  if (status === undefined) return undefined
  if (isLimit(error)) {
    const wait = rateLimitWait(error)
    return wait <= longestWaitMs ? wait : undefined
  }
  // A POST whose answer was lost may have been carried out: a second comment, a second workflow run. It fails
  // instead; the job that wanted it is done again, and looks first at what is there.
  return status >= 500 && (asked.method !== 'POST' || isRead(asked)) ? 1000 * (failures + 1) ** 2 : undefined
}

const isLimit = (error: unknown): boolean => {
  const status = statusOf(error)
  return status === 429 || (status === 403 && (isRateLimit(error) || isSecondary(error)))
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
