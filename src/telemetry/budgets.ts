import { Counter, Gauge, type Registry } from 'prom-client'
import { nameOf } from './labels.ts'

/** One answer of GitHub; header names in lower case. */
export type GitHubAnswer = Readonly<{
  /** Empty: asked as the App itself. */
  installation: string
  method: string
  /** Undefined = no answer came. */
  status: number | undefined
  headers: Readonly<Record<string, unknown>>
}>

/** The budgets that GitHub tells of in its headers and that this App draws on. */
const resources: ReadonlySet<unknown> = new Set(['core', 'graphql'])

/** docs.github.com, "Rate limits for the REST API", secondary limits. */
const writesAMinute = 80

/** An App that more organisations have installed shows the rest of them as one, `other`. */
const mostInstallations = 50

/** What is left of GitHub's limits for each installation, as far as this process has heard. */
export function budgets(
  registry: Registry,
  now: () => number = () => performance.now(),
): (answer: GitHubAnswer) => void {
  const labelNames = ['installation', 'budget'] as const
  const requests = new Counter({
    name: 'landlord_github_requests_total',
    help: 'Requests to GitHub, by how they ended after tries.',
    labelNames: ['method', 'status'],
    registers: [registry],
  })
  new Gauge({
    name: 'landlord_github_budget_limit',
    help: 'What GitHub allows: core and graphql an hour, content_writes a minute.',
    labelNames,
    registers: [registry],
    collect() {
      for (const [place, { limit }] of told) this.set(labelsOf(place), limit)
      for (const installation of writes.keys())
        this.set({ installation, budget: 'content_writes' }, writesAMinute)
    },
  })
  new Gauge({
    name: 'landlord_github_budget_remaining',
    help: 'What is left of it: core and graphql as GitHub last said, content_writes as this process counts them.',
    labelNames,
    registers: [registry],
    collect() {
      for (const [place, { remaining, resetsAt }] of told)
        // Once the hour is over all of it is there again, although nobody has said so yet.
        this.set(labelsOf(place), Date.now() >= resetsAt ? (told.get(place)?.limit ?? 0) : remaining)
      for (const [installation, times] of writes) {
        while (times[0] !== undefined && times[0] <= now() - 60_000) times.shift()
        this.set({ installation, budget: 'content_writes' }, Math.max(0, writesAMinute - times.length))
      }
    },
  })
  const told = new Map<string, Readonly<{ limit: number; remaining: number; resetsAt: number }>>()
  const writes = new Map<string, number[]>()
  return ({ installation: id, method, status, headers }) => {
    requests.inc({ method, status: nameOf.status(status) })
    const known = writes.has(id) || writes.size < mostInstallations
    const installation = id === '' ? 'app' : known ? id : 'other'
    const times = writes.get(installation) ?? []
    writes.set(installation, times)
    if (method !== 'GET' && method !== 'HEAD') times.push(now())
    const budget = headers['x-ratelimit-resource']
    const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
      Number(headers[`x-ratelimit-${name}`] ?? NaN),
    ) as [number, number, number]
    if (!resources.has(budget) || !Number.isFinite(limit + remaining)) return
    told.set(`${installation} ${String(budget)}`, {
      limit,
      remaining,
      resetsAt: (Number.isFinite(reset) ? reset : Infinity) * 1000,
    })
  }
}

function labelsOf(place: string) {
  const [installation = '', budget = ''] = place.split(' ')
  return { installation, budget }
}
