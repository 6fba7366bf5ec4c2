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

/** An App that more organisations have installed shows the rest of them as one, `other`. */
const mostInstallations = 50

/** Content-creating requests of the last minute, as the registry counts them for all processes. */
export type ContentWrites = Readonly<{
  /** What one installation may. */
  most: number
  /** Rejects when the registry cannot be asked. */
  spent: () => Promise<readonly Readonly<{ installation: string; spent: number }>[]>
}>

/** What is left of GitHub's limits for each installation: of the hour as this process has heard, of the minute as all spent it. */
export function budgets(registry: Registry, { most, spent }: ContentWrites): (answer: GitHubAnswer) => void {
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
      for (const installation of known) this.set({ installation, budget: 'content_writes' }, most)
    },
  })
  new Gauge({
    name: 'landlord_github_budget_remaining',
    help: 'What is left of it: core and graphql as GitHub last said, content_writes as all processes together spent them.',
    labelNames,
    registers: [registry],
    async collect() {
      this.reset()
      for (const [place, { limit, remaining, resetsAt }] of told)
        // Once the hour is over all of it is there again, although nobody has said so yet.
        this.set(labelsOf(place), Date.now() >= resetsAt ? limit : remaining)
      const writes = await spent().catch(() => undefined)
      if (writes === undefined) return
      const left = new Map([...known].map((installation) => [installation, most]))
      for (const one of writes) {
        const installation = placeOf(one.installation)
        left.set(installation, Math.max(0, Math.min(left.get(installation) ?? most, most - one.spent)))
      }
      for (const [installation, rest] of left) this.set({ installation, budget: 'content_writes' }, rest)
    },
  })
  const told = new Map<string, Readonly<{ limit: number; remaining: number; resetsAt: number }>>()
  const known = new Set<string>()
  const placeOf = (id: string): string => {
    const installation = id === '' ? 'app' : known.has(id) || known.size < mostInstallations ? id : 'other'
    known.add(installation)
    return installation
  }
  return ({ installation: id, method, status, headers }) => {
    requests.inc({ method, status: nameOf.status(status) })
    const installation = placeOf(id)
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
