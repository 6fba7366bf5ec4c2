import { Refusal } from './refusal.ts'

/**
 * GitHub's secondary limits for each installation and person; docs.github.com, "Rate limits for the REST API", "About
 * secondary rate limits". What it counts of processor time, and what it keeps to itself, is not here.
 */
export type SecondaryLimits = Readonly<{
  /** Points a minute and endpoint. */
  points: number
  /** Points a minute of GraphQL. */
  graphqlPoints: number
  contentAMinute: number
  contentAnHour: number
  /** Requests under way at a time. */
  concurrent: number
  /** How long a minute takes, for tests that have none; milliseconds. */
  minuteMs: number
}>

export const githubsLimits: SecondaryLimits = {
  points: 900,
  graphqlPoints: 2_000,
  contentAMinute: 80,
  contentAnHour: 500,
  concurrent: 100,
  minuteMs: 60_000,
}

/** As much of each as many times; how many requests may be under way at a time is nobody's to widen. */
export const githubsLimitsTimes = (times: number): SecondaryLimits => ({
  ...githubsLimits,
  points: githubsLimits.points * times,
  graphqlPoints: githubsLimits.graphqlPoints * times,
  contentAMinute: githubsLimits.contentAMinute * times,
  contentAnHour: githubsLimits.contentAnHour * times,
})

/** `template`: the route's, without an operation's name. `document`: what GraphQL is asked; else empty. */
type Asked = Readonly<{ who: string; method: string; template: string; document: string }>

/** Counts a request or refuses it. What it returns is called when the request is over. */
export type Enter = (asked: Asked) => () => void

export const unlimited: Enter = () => () => undefined

/** A refused request is not counted. It is told how long to wait, as a secondary limit of GitHub's tells it. */
export function keepSecondaryLimits(now: () => Date, limits: SecondaryLimits): Enter {
  const spent = new Map<string, Spent[]>()
  const underWay = new Map<string, number>()
  const add = (who: string, one: 1 | -1): void => void underWay.set(who, (underWay.get(who) ?? 0) + one)
  return (asked) => {
    const at = now().getTime()
    const charges = chargesOf(asked, limits).map((charge) => {
      const recent = (spent.get(charge.key) ?? []).filter((one) => one.at > at - charge.ms)
      return { ...charge, recent }
    })
    if ((underWay.get(asked.who) ?? 0) >= limits.concurrent) throw refused(429, 1_000)
    for (const { recent, cost, most, ms, status } of charges) {
      const wait = waitFor(recent, { over: recent.reduce((sum, one) => sum + one.cost, cost) - most, ms, at })
      if (wait > 0) throw refused(status, wait)
    }
    for (const { key, recent, cost } of charges) spent.set(key, [...recent, { at, cost }])
    add(asked.who, 1)
    return () => add(asked.who, -1)
  }
}

type Spent = Readonly<{ at: number; cost: number }>
type Charge = Readonly<{ key: string; cost: number; most: number; ms: number; status: 403 | 429 }>

function chargesOf({ who, method, template, document }: Asked, limits: SecondaryLimits): readonly Charge[] {
  const { points, graphqlPoints, contentAMinute, contentAnHour, minuteMs } = limits
  const isGraph = template === '/graphql'
  const isRead = isGraph ? !/^\s*mutation\b/.test(document) : method === 'GET'
  const endpoint: Charge = {
    ...{ key: `${who} ${isGraph ? 'graphql' : `${method} ${template}`}`, cost: isRead ? 1 : 5 },
    ...{ most: isGraph ? graphqlPoints : points, ms: minuteMs, status: 429 },
  }
  const isContent = isGraph ? notifyingMutation.test(document) : notifying.has(`${method} ${template}`)
  if (isRead || !isContent) return [endpoint]
  const content = { key: `${who} content`, cost: 1, status: 403 } as const
  return [
    { ...content, most: contentAMinute, ms: minuteMs },
    { ...content, key: `${who} content an hour`, most: contentAnHour, ms: 60 * minuteMs },
    endpoint,
  ]
}

/** Until enough of the oldest are out of the window. */
function waitFor(
  recent: readonly Spent[],
  { over, ms, at }: Readonly<{ over: number; ms: number; at: number }>,
): number {
  let left = over
  for (const one of recent) {
    if (left <= 0) return 0
    left -= one.cost
    if (left <= 0) return one.at + ms - at
  }
  return 0
}

const refused = (status: 403 | 429, waitMs: number): Refusal =>
  new Refusal(
    status,
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    {
      headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) },
    },
  )

/** What GitHub's OpenAPI description marks with `x-github.triggersNotification`, of the routes that are here. */
const notifying: ReadonlySet<string> = new Set(
  [
    'POST /issues',
    'POST /issues/{issue_number}/comments',
    'POST /pulls',
    'POST /pulls/{pull_number}/comments',
    'POST /pulls/{pull_number}/reviews',
    'POST /pulls/{pull_number}/requested_reviewers',
    'PUT /pulls/{pull_number}/merge',
  ].map((route) => route.replace(' ', ' /repos/{owner}/{repo}')),
)

const notifyingMutation =
  /\b(?:addComment|requestReviews|addPullRequestReview|createPullRequest|mergePullRequest)\s*\(/
