import Bottleneck from 'bottleneck'
import { ProbotOctokit } from 'probot'

/**
 * GitHub allows 80 content-creating requests a minute (docs.github.com, "Rate limits for the REST API", secondary
 * limits). Octokit's default spreads writes one a second and comments one in three seconds, so that the ten calls of
 * one event take six; this lets a burst through at once and holds back only what GitHub would refuse.
 */
const writes = new Bottleneck.Group({
  id: 'landlord-writes',
  maxConcurrent: 8,
  reservoir: 80,
  reservoirRefreshAmount: 80,
  reservoirRefreshInterval: 60_000,
})

/** Comments and pull requests are counted by `writes` already. */
const unlimited = new Bottleneck.Group({ id: 'landlord-notifications' })

const maxRetries = 3

/**
 * A POST whose answer was lost may have been carried out, and Octokit would send it again: a second comment, a second
 * workflow run. It fails instead; the job that wanted it is done again, and looks first at what is there.
 */
function neverPostTwice(octokit: Client): void {
  octokit.hook.before('request', (options) => {
    if (options.method === 'POST') options.request = { ...options.request, retries: 0 }
  })
}

type Client = Parameters<Parameters<typeof ProbotOctokit.plugin>[0]>[0]

/** Probot's client with GitHub's real limits; both kinds of rate limit wait as long as GitHub says, and try again. */
export const AppOctokit = ProbotOctokit.plugin(neverPostTwice).defaults(
  (options: Readonly<{ throttle?: object }>) => ({
    ...options,
    throttle: {
      ...options.throttle,
      write: writes,
      notifications: unlimited,
      onRateLimit: waitAndRetry('the hourly limit'),
      onSecondaryRateLimit: waitAndRetry('a secondary limit'),
    },
  }),
)

function waitAndRetry(limit: string) {
  return (
    retryAfter: number,
    request: Readonly<{ method: string; url: string }>,
    octokit: Readonly<{ log: Readonly<{ warn: (says: string) => void }> }>,
    retries: number,
  ): boolean => {
    const again = retries < maxRetries
    const then = again ? `trying again in ${retryAfter} s` : 'giving up'
    octokit.log.warn(`GitHub answered ${request.method} ${request.url} with ${limit}; ${then}.`)
    return again
  }
}
