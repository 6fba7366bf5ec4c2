import { Refusal } from './refusal.ts'

/** The next `times` requests of this route fail like this, for tests of a GitHub that has a bad day. */
export type Fault = Trouble & {
  /** `POST` or `*`. */
  readonly method: string
  /** `/repos/{owner}/{repo}/check-runs`, or `*`. */
  readonly template: string
  times: number
}

/** How a request fails. */
export type Trouble = Readonly<{
  status: 403 | 404 | 429 | 500 | 502 | 503
  /** Seconds, for secondary rate limits. */
  retryAfter?: number
  /** GitHub's words; absent = those that it has for the status, a secondary rate limit for 403. */
  message?: string
  /** The request is carried out and only its answer is lost. */
  afterwards?: boolean
}>

export function takeFault(faults: Fault[], method: string, template: string): Fault | undefined {
  const fault = faults.find(
    (one) => one.times > 0 && ['*', method].includes(one.method) && ['*', template].includes(one.template),
  )
  if (fault) fault.times -= 1
  return fault
}

export function renderFault({ status, retryAfter, message: words }: Trouble): Refusal {
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }
  const usual =
    status === 403 || status === 429
      ? 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.'
      : status === 404
        ? 'Not Found'
        : 'Server Error'
  return new Refusal(status, words ?? usual, { headers })
}
