import { UserError } from '../../tenant/user-error.ts'

/**
 * Asks GitHub something. What GitHub refuses for a reason that its reader can mend becomes a UserError;
 * anything else is passed on as it came.
 */
export async function asking<Answer>(what: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    throw inWords(what, error)
  }
}

/** The HTTP status of a refused request; undefined for anything else. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined
  return typeof error.status === 'number' ? error.status : undefined
}

/** The error to throw after `Landlord tried to <what>`. */
export function inWords(what: string, cause: unknown): unknown {
  const status = statusOf(cause)
  if (status === undefined) return cause
  if (status === 429 || isRateLimit(cause))
    return new UserError(`GitHub's rate limit was reached while Landlord tried to ${what}.`, {
      fix: 'Landlord evaluates again by itself; to ask sooner, comment `/landlord recheck` in a few minutes.',
      cause,
    })
  if (status === 401 || status === 403)
    return new UserError(`GitHub does not allow Landlord to ${what} (${status}).`, {
      fix: "Have an owner open the App's installation, accept its permissions and check that this repository is included.",
      cause,
    })
  if (status === 404)
    return new UserError(`GitHub knows no such thing, when Landlord tried to ${what} (404).`, {
      fix: 'It was deleted or renamed, or the App is not installed there: check the installation, then comment `/landlord recheck`.',
      cause,
    })
  if (status >= 500)
    return new UserError(`GitHub failed (${status}) while Landlord tried to ${what}.`, {
      fix: 'Landlord tries again by itself; if it lasts, look at githubstatus.com and comment `/landlord recheck` later.',
      cause,
    })
  return cause
}

/** GitHub says 403 for its primary and secondary limits too. */
export function isRateLimit(error: unknown): boolean {
  const headers = headersOf(error)
  return headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined
}

/** Response headers of a refused request; none of anything else. */
export function headersOf(error: unknown): Readonly<Record<string, unknown>> {
  if (typeof error !== 'object' || error === null || !('response' in error)) return {}
  const { response } = error
  if (typeof response !== 'object' || response === null || !('headers' in response)) return {}
  return typeof response.headers === 'object' && response.headers !== null ? { ...response.headers } : {}
}
