import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { authorise } from '../../src/provisioning/authorise.ts'
import { migrate } from '../../src/registry/migrate.ts'
import { migrations } from '../../src/registry/migrations.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import type { Decision } from '../../src/review/decision.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, later, t0 } from '../operation-builders.ts'

let url: string
let registry: Registry
let client: pg.Client
const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const path = 'tenants/vidya-school.yaml'

beforeAll(async () => {
  url = await freshDatabase()
  registry = await openRegistry(url)
  client = new pg.Client(url)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await registry.close()
})

let pulls = 0
const aDecision = (changes: Partial<Decision> = {}): Decision => ({
  outcome: 'approved',
  pull: ++pulls,
  author: 'ria',
  headSha: 'a'.repeat(40),
  baseSha: 'b'.repeat(40),
  inputDigest: '1'.repeat(64),
  rulesDigest: '2'.repeat(64),
  seats: [
    {
      ...{ seat: 'CFO', because: 'Budget.', line: 12, approvers: ['@acme/cfo'], needed: 1 },
      filledBy: [{ login: 'carla', at: t0.toISOString(), sha: 'a'.repeat(40) }],
    },
  ],
  askedNobody: [],
  restored: [],
  blobs: { [path]: 'c'.repeat(40), 'tenants/gone.yaml': null },
  landlord: '0.1.0',
  ...changes,
})
const linesOf = async (pull: number) =>
  (
    await client.query<{ kind: string }>('select kind from decisions where pull = $1 order by id', [pull])
  ).rows.map(({ kind }) => kind)

describe('a decision', () => {
  test('is in force for its head alone, and said again it is not kept again', async () => {
    const decision = aDecision()
    await registry.saveDecision(estate, decision)
    await registry.saveDecision(estate, { ...decision })
    const { pull, headSha, blobs } = decision
    expect(await registry.decidedFor(estate, { pull, headSha })).toEqual({ id: expect.any(Number), blobs })
    expect(await registry.decidedFor(estate, { pull, headSha: 'd'.repeat(40) })).toBeUndefined()
    expect(await registry.decidedFor({ ...estate, repo: 'other' }, { pull, headSha })).toBeUndefined()
    expect(await linesOf(pull)).toEqual(['decided'])
  })

  test('can be withdrawn, once, and come back', async () => {
    const decision = aDecision()
    const head = { pull: decision.pull, headSha: decision.headSha }
    await registry.withdrawDecision(estate, head, 'Nothing to withdraw')
    await registry.saveDecision(estate, decision)
    await registry.withdrawDecision(estate, head, 'Waiting for CFO')
    await registry.withdrawDecision(estate, head, 'Waiting for CFO')
    expect(await registry.decidedFor(estate, head)).toBeUndefined()
    await registry.saveDecision(estate, decision)
    expect(await registry.decidedFor(estate, head)).toBeDefined()
    expect(await linesOf(decision.pull)).toEqual(['decided', 'withdrawn', 'decided'])
  })

  test('is found by path and content, as long as it is in force', async () => {
    const blob = 'e'.repeat(40)
    const decision = aDecision({ blobs: { [path]: blob } })
    await registry.saveDecision(estate, decision)
    expect(await registry.isDecided(estate, path, blob)).toBe(true)
    expect(await registry.isDecided(estate, 'tenants/other.yaml', blob)).toBe(false)
    expect(await registry.isDecided(estate, path, 'f'.repeat(40))).toBe(false)
    await registry.withdrawDecision(estate, { pull: decision.pull, headSha: decision.headSha }, 'Vetoed')
    expect(await registry.isDecided(estate, path, blob)).toBe(false)
  })

  test.each(['update decisions set pull = 1', 'delete from decisions', 'truncate decisions'])(
    'stays as it was: %s is refused',
    async (sql) => {
      await expect(client.query(sql)).rejects.toThrow('decisions only grows')
    },
  )
})

test('broken glass: the record and the turn come together, for the first who asks', async () => {
  const operation = anOperation({ state: 'UNAUTHORISED', pull: undefined })
  await registry.createOperation(operation)
  const by = { by: 'break-glass', login: 'pat', reason: 'It burns.', at: t0.toISOString() } as const
  const to = authorise(operation, by, later(5))
  expect(await registry.saveBreakGlass(operation, to, later(60).toISOString())).toBe(true)
  expect(await registry.saveBreakGlass(operation, to, later(60).toISOString())).toBe(false)
  expect(await registry.operation(operation.id)).toEqual(to)
  const { rows } = await client.query("select data from decisions where kind = 'break-glass'")
  expect(rows).toEqual([
    { data: expect.objectContaining({ login: 'pat', reason: 'It burns.', operation: operation.id }) },
  ])
})

test('an estate of an older Landlord: decisions count from the upgrade, and its open pull requests are looked at once', async () => {
  const older = new pg.Client(await freshDatabase())
  await older.connect()
  await migrate(
    older,
    migrations.slice(
      0,
      migrations.findIndex(({ name }) => name === 'decisions'),
    ),
  )
  await older.query("insert into estates (owner, repo, installation) values ('acme', 'estate', 7)")
  const before = new Date()
  await migrate(older)
  const { connectionParameters: at } = older as unknown as { connectionParameters: { database: string } }
  const upgraded = await openRegistry(url.replace(/test_\w+$/, at.database))
  expect(await upgraded.takeReviewsDue()).toEqual([estate])
  expect(await upgraded.takeReviewsDue()).toEqual([])
  expect(Date.parse(await upgraded.decisionsSince(estate))).toBeGreaterThanOrEqual(before.getTime() - 5_000)
  await upgraded.rememberEstates([{ ...estate, repo: 'new' }])
  expect(await upgraded.takeReviewsDue()).toEqual([])
  await older.end()
  await upgraded.close()
})

test('how far the default branch was looked at moves on for one process only', async () => {
  await registry.rememberEstates([estate])
  expect(await registry.mainSeen(estate)).toBeUndefined()
  expect(await registry.saveMainSeen(estate, undefined, 'one')).toBe(true)
  expect(await registry.saveMainSeen(estate, undefined, 'two')).toBe(false)
  expect(await registry.mainSeen(estate)).toBe('one')
})
