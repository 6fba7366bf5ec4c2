import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { fences, read, root } from '../docs/document.ts'
import { freshDatabase } from '../embedded.ts'
import { openQueue } from '../../src/queue/queue.ts'
import { openRegistry } from '../../src/registry/registry.ts'
import { newFigures } from '../../src/telemetry/figures.ts'

type Alert = Readonly<{ alert: string; expr: string; annotations: { summary: string; runbook: string } }>
const { groups } = parse(read('ops/prometheus/alerts.yml')) as {
  groups: readonly { rules: readonly Alert[] }[]
}
const alerts = groups.flatMap(({ rules }) => rules)
const { panels } = JSON.parse(read('ops/grafana/landlord.json')) as {
  panels: readonly { title: string; targets: readonly { expr: string }[] }[]
}

/** What a process really tells, by name, with the labels of each. */
let told: ReadonlyMap<string, ReadonlySet<string>>
let registry: Awaited<ReturnType<typeof openRegistry>>
beforeAll(async () => {
  const url = await freshDatabase()
  registry = await openRegistry(url)
  const queue = await openQueue(url, { warn: () => undefined, error: () => undefined })
  const figures = newFigures('0.0.0', {
    operations: registry.operationsByState,
    drifted: registry.driftedCount,
    displaced: registry.displacedCount,
    unanchoredSeconds: registry.unanchoredSeconds,
    unhandled: registry.unhandledCount,
    backlog: queue.backlog,
    contentWrites: { most: 80, spent: () => Promise.resolve([]) },
    readiness: () => Promise.resolve([{ name: 'database', ok: true }]),
  })
  figures.delivered('push', 'accepted')
  figures.evaluated(0.1)
  figures.jobDone('review', 'done', 1)
  figures.phaseLeft('APPLYING', 60)
  const headers = { 'x-ratelimit-resource': 'core', 'x-ratelimit-limit': 5000, 'x-ratelimit-remaining': 4999 }
  figures.answered({ installation: '7', method: 'POST', status: 201, headers })
  const { text } = await figures.expose()
  const seen = new Map<string, Set<string>>()
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? /gm)) {
    const known = seen.get(name) ?? new Set()
    for (const [, label = ''] of labels.matchAll(/([a-z_]+)="/g)) known.add(label)
    seen.set(name, known)
  }
  told = seen
  await queue.close()
  await registry.close()
}, 60_000)

/** Metrics of an expression, with the labels it asks for. What Prometheus adds itself is not the process's. */
const metricsIn = (expr: string) =>
  [...expr.matchAll(/\b((?:landlord|process|nodejs)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].map(
    ([, name = '', labels = '']) => ({
      name,
      labels: [...labels.matchAll(/([a-z_]+)\s*[!=]/g)].map(([, label = '']) => label),
    }),
  )

test.each([
  ...alerts.map(({ alert, expr }) => ({ where: alert, expr })),
  ...panels.flatMap(({ title, targets }) => targets.map(({ expr }) => ({ where: title, expr }))),
])('$where asks for what a process tells', ({ where, expr }) => {
  const asked = metricsIn(expr)
  if (where !== 'LandlordDown') expect(asked.length).toBeGreaterThan(0)
  for (const { name, labels } of asked) {
    expect([...told.keys()]).toContain(name)
    for (const label of labels) expect([...(told.get(name) ?? [])]).toContain(label)
  }
})

test('the dashboard shows every figure that an alert asks for', () => {
  const bare = (expr: string): readonly string[] =>
    metricsIn(expr).map(({ name }) => name.replace(/_(bucket|sum|count)$/, ''))
  const shown = new Set(panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => bare(expr))))
  expect(alerts.flatMap(({ expr }) => bare(expr)).filter((name) => !shown.has(name))).toEqual([])
})

test('names and units are as Prometheus would have them, and no label names a tenant', () => {
  const own = [...told.keys()].filter((name) => name.startsWith('landlord_'))
  expect(own.length).toBeGreaterThan(14)
  expect(own.filter((name) => /(_ms|_milliseconds|_minutes|_count_total)$/.test(name))).toEqual([])
  const labels = new Set(own.flatMap((name) => [...(told.get(name) ?? [])]))
  expect([...labels].toSorted()).toEqual(
    [
      'budget',
      'check',
      'event',
      'installation',
      'kind',
      'le',
      'method',
      'outcome',
      'phase',
      'queue',
      'state',
      'status',
      'version',
    ].filter((name) => labels.has(name)),
  )
})

test('the operations guide names every figure of ours', () => {
  const guide = read('docs/guides/operations.md')
  const own = [...told.keys()].filter((name) => name.startsWith('landlord_'))
  const short = (name: string): string =>
    name.replace(/_(bucket|sum|count)$/, '').replace('budget_limit', 'budget_remaining')
  expect(own.filter((name) => !guide.includes(short(name)))).toEqual([])
})

describe('the runbook', () => {
  test('has a page for each alert, and none for anything else', () => {
    const pages = readdirSync(join(root, 'docs/runbook')).filter((page) => page !== 'README.md')
    expect(pages.toSorted()).toEqual(alerts.map(({ alert }) => `${alert}.md`).toSorted())
    for (const { alert, annotations } of alerts) {
      expect(annotations.runbook).toBe(`docs/runbook/${alert}.md`)
      expect(existsSync(join(root, annotations.runbook))).toBe(true)
      expect(read('docs/runbook/README.md')).toContain(`(${alert}.md)`)
    }
  })

  test.each(alerts)('$alert: what it means, where to look, how to end it', ({ annotations }) => {
    const page = read(annotations.runbook)
    expect(page).toMatch(/^# Landlord\w+\n\n\S[\s\S]+\n## Look at\n\n- [\s\S]+\n## End it\n\n- /)
  })

  test('its SQL runs on the registry, and its variables are configuration', async () => {
    const url = await freshDatabase()
    const fresh = await openRegistry(url)
    const queue = await openQueue(url, { warn: () => undefined, error: () => undefined })
    const { Client } = (await import('pg')).default
    const client = new Client({ connectionString: url })
    await client.connect()
    try {
      const statements = alerts.flatMap(({ annotations }) => fences(read(annotations.runbook), 'sql'))
      expect(statements.length).toBeGreaterThan(3)
      for (const sql of statements) await client.query(sql)
    } finally {
      await client.end()
      await queue.close()
      await fresh.close()
    }
    const known = `${read('src/config/config.ts')} ${read('docs/guides/install.md')}`
    const pages = alerts.map(({ annotations }) => read(annotations.runbook)).join('\n')
    for (const [, name = ''] of pages.matchAll(/`([A-Z]+_[A-Z_]+)`/g)) expect(known).toContain(name)
  }, 60_000)
})

const promtool = spawnSync('promtool', ['--version']).error === undefined
if (!promtool)
  console.warn('SKIPPED: promtool is not on this machine, so nobody but us has read the alert rules')

;(promtool ? test : test.skip)('Prometheus itself takes the rules', () => {
  expect(
    execFileSync('promtool', ['check', 'rules', 'ops/prometheus/alerts.yml'], {
      cwd: root,
      encoding: 'utf8',
    }),
  ).toContain(`${alerts.length} rules found`)
})
