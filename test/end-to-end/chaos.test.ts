import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { benchChaos, type Chaos } from '../../scripts/bench/chaos/chaos.ts'

/** The small one of `npm run bench -- chaos`: the same code, every kind of pull request, and both days. */
let report: Chaos
let folder: string
const said: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'landlord-chaos-'))
  report = await benchChaos({
    ...{ pulls: 6, seed: 1, replicas: 2, atOnce: 6, folder },
    ...{ killEveryMs: 4_000, mostKills: 3, database: ['restart'] },
    say: (progress) => said.push(progress),
    log: (line) => said.push(line),
  })
  // A busy machine may take its time, and what is lost is looked for only every few minutes.
}, 600_000)

afterAll(() => rm(folder, { recursive: true, force: true }), 60_000)

test('a day with killed processes, lost webhooks, a GitHub in storms and a restarted PostgreSQL ends as a calm one', () => {
  if (report.differences.length > 0) process.stderr.write(`${said.slice(-200).join('\n')}\n`)
  expect(report.differences).toEqual([])
})

test('it was not the weather that was calm', () => {
  const { damage, kills } = report.bad
  expect(kills).toBeGreaterThan(0)
  expect(damage?.dropped).toBeGreaterThan(0)
  expect(damage?.duplicated).toBeGreaterThan(0)
  expect(damage?.overtaken).toBeGreaterThan(0)
})

test('every tenant that was to stand stands, and the one that failed verification does not', () => {
  const stands = Object.entries(report.bad.outcome.tenants).filter(
    ([, tenant]) => tenant.stands !== undefined,
  )
  expect(stands.map(([tenant]) => tenant)).toHaveLength(5)
  expect(report.bad.outcome.tenants['chaos-leaks-004']).toMatchObject({
    operations: [{ kind: 'onboard', state: 'REVERTED' }],
    runs: ['apply', 'rollback'],
  })
})
