import { ProbotOctokit } from 'probot'
import { keepLimits } from './limits/limits.ts'
import { newPace } from './limits/pace.ts'
import { localPurse, type Purse } from './limits/purse.ts'

/**
 * Probot's client, held to GitHub's limits by `keepLimits` alone. Octokit's own plugins for that take 15 ms a request
 * before they send it (their timers), and spread writes one a second and comments one in three seconds.
 */
export const appOctokit = (purse: Purse = localPurse(), times = 1, reads?: Purse) =>
  ProbotOctokit.plugin(keepLimits(newPace(purse), times, reads)).defaults(
    (options: Readonly<{ throttle?: object; retry?: object }>) => ({
      ...options,
      throttle: { ...options.throttle, enabled: false },
      retry: { ...options.retry, enabled: false },
    }),
  )
