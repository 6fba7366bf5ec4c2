import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { budgets } from '../../src/telemetry/budgets.ts'
import { newFigures } from '../../src/telemetry/figures.ts'
import type { Standing } from '../../src/telemetry/standing.ts'

const calm: Standing = {
  operations: () => Promise.resolve({ ACTIVE: 3, QUARANTINED: 1 }),
  drifted: () => Promise.resolve(2),
  displaced: () => Promise.resolve(1),
  unanchoredSeconds: () => Promise.resolve(61.5),
  unhandled: () => Promise.resolve(0),
  backlog: () =>
    Promise.resolve([
      { queue: 'delivery', waiting: 2, deferred: 1, active: 4, dead: 5, oldestSeconds: 12.5 },
    ]),
  contentWrites: { most: 80, spent: () => Promise.resolve([]) },
  readiness: () => Promise.resolve([{ name: 'queue', ok: false }]),
}

const textOf = async (
  standing: Partial<Standing> = {},
  tell?: (figures: ReturnType<typeof newFigures>) => void,
) => {
  const figures = newFigures('1.2.3', { ...calm, ...standing })
  tell?.(figures)
  return (await figures.expose()).text
}

test('what stands in the database is told, and a state that nobody is in as 0', async () => {
  const text = await textOf()
  for (const line of [
    'landlord_operations{state="QUARANTINED"} 1',
    'landlord_operations{state="UNAUTHORISED"} 0',
    'landlord_drifted_tenants 2',
    'landlord_queue_jobs{queue="delivery",state="waiting"} 2',
    'landlord_queue_oldest_job_age_seconds{queue="delivery"} 12.5',
    'landlord_dead_jobs{queue="delivery"} 5',
    'landlord_readiness{check="queue"} 0',
    'landlord_registry_up 1',
    'landlord_displaced_estates 1',
    'landlord_audit_unanchored_age_seconds 61.5',
    'landlord_audit_broken_chains 0',
    'landlord_build_info{version="1.2.3"} 1',
  ])
    expect(text).toContain(line)
})

test('without the database the process still tells its own, and nothing old of what it cannot see', async () => {
  const text = await textOf({ backlog: () => Promise.reject(new Error('away')) }, (figures) =>
    figures.delivered('push', 'failed'),
  )
  expect(text).toContain('landlord_registry_up 0')
  expect(text).toContain('landlord_deliveries_total{event="push",outcome="failed"} 1')
  expect(text).not.toContain('landlord_queue_jobs{')
  expect(text).not.toContain('landlord_operations{')
})

test('however many scrape, the database is asked once', async () => {
  let asked = 0
  const figures = newFigures('1', {
    ...calm,
    unhandled: () => {
      asked += 1
      return Promise.resolve(0)
    },
  })
  await Promise.all([figures.expose(), figures.expose(), figures.expose()])
  expect(asked).toBe(1)
})

test('events that anybody makes up are one series', async () => {
  const text = await textOf({}, (figures) => {
    for (let n = 0; n < 1000; n += 1) figures.delivered(`made-up-${n}`, 'refused')
  })
  expect(text).toContain('landlord_deliveries_total{event="other",outcome="refused"} 1000')
  expect(text).not.toContain('made-up')
})

const headers = (remaining: number, reset: number) => ({
  'x-ratelimit-resource': 'core',
  'x-ratelimit-limit': '5000',
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-reset': String(reset),
})
const inAnHour = Math.trunc(Date.now() / 1000) + 3600

test('what is left of GitHub’s budgets, for each installation', async () => {
  const registry = new Registry()
  let spent = [{ installation: '7', spent: 30 }]
  const told = budgets(registry, { most: 80, spent: () => Promise.resolve(spent) })
  told({ installation: '7', method: 'GET', status: 200, headers: headers(4100, inAnHour) })
  for (let n = 0; n < 30; n += 1) told({ installation: '7', method: 'POST', status: 201, headers: {} })
  told({ installation: '8', method: 'GET', status: 403, headers: headers(0, inAnHour) })
  told({ installation: '9', method: 'GET', status: 403, headers: headers(0, inAnHour - 7200) })
  told({ installation: '', method: 'GET', status: undefined, headers: {} })
  const text = await registry.metrics()
  for (const line of [
    'landlord_github_budget_remaining{installation="7",budget="core"} 4100',
    'landlord_github_budget_limit{installation="7",budget="core"} 5000',
    'landlord_github_budget_remaining{installation="7",budget="content_writes"} 50',
    'landlord_github_budget_remaining{installation="8",budget="core"} 0',
    // Another process wrote that; of 8 nobody wrote anything.
    'landlord_github_budget_remaining{installation="8",budget="content_writes"} 80',
    // Its hour is over.
    'landlord_github_budget_remaining{installation="9",budget="core"} 5000',
    'landlord_github_requests_total{method="GET",status="lost"} 1',
    'landlord_github_requests_total{method="POST",status="2xx"} 30',
  ])
    expect(text).toContain(line)
  spent = []
  expect(await registry.metrics()).toContain(
    'landlord_github_budget_remaining{installation="7",budget="content_writes"} 80',
  )
})

test('what cannot be asked of the registry is not told', async () => {
  const registry = new Registry()
  const told = budgets(registry, { most: 80, spent: () => Promise.reject(new Error('away')) })
  told({ installation: '7', method: 'GET', status: 200, headers: headers(4100, inAnHour) })
  const text = await registry.metrics()
  expect(text).toContain('landlord_github_budget_remaining{installation="7",budget="core"} 4100')
  expect(text).not.toContain('landlord_github_budget_remaining{installation="7",budget="content_writes"}')
})

test('the series are bounded, however many organisations install the App', async () => {
  const registry = new Registry()
  const spent = Array.from({ length: 400 }, (_, n) => ({ installation: String(n + 1), spent: n }))
  const told = budgets(registry, { most: 80, spent: () => Promise.resolve(spent) })
  for (let n = 1; n <= 400; n += 1)
    told({ installation: String(n), method: 'GET', status: 200, headers: headers(n, inAnHour) })
  const series = (await registry.metrics()).match(/^landlord_github_budget_remaining\{/gm) ?? []
  expect(series.length).toBeLessThanOrEqual(2 * 51)
})

test('a chain that does not verify is told until it does', async () => {
  const broken = (figures: ReturnType<typeof newFigures>): void => {
    for (const estate of ['acme/estate', 'acme/other', 'acme/estate']) figures.chainJudged(estate, false)
  }
  expect(await textOf({}, broken)).toContain('landlord_audit_broken_chains 2')
  const mended = await textOf({}, (figures) => {
    broken(figures)
    figures.chainJudged('acme/estate', true)
  })
  expect(mended).toContain('landlord_audit_broken_chains 1')
})
