import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { next } from '../../src/provisioning/next.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { migrate } from '../../src/registry/migrate.ts'
import { migrations } from '../../src/registry/migrations.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, aResult, later } from '../operation-builders.ts'

let url: string
let registry: Registry
const estate = { owner: 'acme', repo: 'estate', installation: 7 }

beforeAll(async () => {
  url = await freshDatabase()
  registry = await openRegistry(url)
})
afterAll(() => registry.close())

let count = 0
const fresh = (changes: Partial<Operation> = {}): Operation => {
  count++
  return anOperation({
    id: `op_${String(count).padStart(20, '0')}`,
    sha: String(count).padStart(40, '0'),
    tenant: `tenant-${count}`,
    ...changes,
  })
}
const created = async (changes: Partial<Operation> = {}): Promise<Operation> => {
  const operation = fresh(changes)
  await registry.createOperation(operation)
  return operation
}

describe('migrations', () => {
  test('applied again, they change nothing; two starting at once apply them once', async () => {
    const database = await freshDatabase()
    const clients = [new pg.Client(database), new pg.Client(database)] as const
    await Promise.all(clients.map((client) => client.connect()))
    const applied = await Promise.all(clients.map((client) => migrate(client)))
    expect(applied.sort()).toEqual([0, migrations.length])
    expect(await migrate(clients[0])).toBe(0)
    await Promise.all(clients.map((client) => client.end()))
  })

  test('one that fails leaves nothing behind', async () => {
    const client = new pg.Client(await freshDatabase())
    await client.connect()
    const list = [
      { name: 'good', sql: 'create table good (a int)' },
      { name: 'bad', sql: 'create table bad (a int); select 1 / 0' },
    ]
    await expect(migrate(client, list)).rejects.toThrow('division by zero')
    const { rows } = await client.query(
      "select to_regclass('good') as good, to_regclass('migrations') as list",
    )
    expect(rows).toEqual([{ good: null, list: null }])
    await client.end()
  })

  test('a database from a newer version is left alone', async () => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query("insert into migrations (number, name) values (999, 'of the future')")
    await expect(openRegistry(url)).rejects.toMatchObject({
      message: expect.stringContaining('of the future'),
    })
    await client.query('delete from migrations where number = 999')
    await client.end()
  })
})

describe('a registry that does not open says why, and never the password', () => {
  test.each([
    ['nobody listens', () => 'postgresql://u:hunter2@127.0.0.1:1/x', 'nobody listens there'],
    ['the password is wrong', () => url.replace(/:[^:@]+@/, ':hunter2@'), 'the password is wrong'],
    ['no such database', () => url.replace(/test_\w+$/, 'elsewhere'), 'there is no such database'],
  ])('%s', async (_, wrong, says) => {
    const error = await openRegistry(wrong()).catch((caught: unknown) => caught as Error)
    expect(error).toMatchObject({
      message: expect.stringContaining(says),
      fix: expect.stringContaining('DATABASE_URL'),
    })
    expect(JSON.stringify([error, (error as Error).message])).not.toContain('hunter2')
  })
})

describe('deliveries', () => {
  const delivery = (id: string, payload: unknown = {}) => ({ id, event: 'pull_request', payload })

  test('one is new once, also of two in one batch', async () => {
    expect(await registry.recordDeliveries([delivery('d1', { a: 1 }), delivery('d1')])).toEqual(
      new Set(['d1']),
    )
    expect(await registry.recordDeliveries([delivery('d1', { a: 2 })])).toEqual(new Set())
  })
  test('what was kept and never handed on is found again', async () => {
    await registry.recordDeliveries([delivery('d2', { title: 'nul \u0000 and \\u0000' })])
    await registry.markHandled(['d1'])
    expect(await registry.unhandledDeliveries(0)).toEqual([
      { id: 'd2', event: 'pull_request', payload: { title: 'nul \ufffd and \\u0000' } },
    ])
    expect(await registry.unhandledDeliveries(3600)).toEqual([])
  })
})

describe('estates', () => {
  test('an installation may change; the mark of seen merges only moves forward', async () => {
    await registry.rememberEstates([estate])
    await registry.rememberEstates([estate, { ...estate, installation: 8 }])
    await registry.saveMergesSeen(estate, '2030-01-02T00:00:00.000Z')
    await registry.saveMergesSeen(estate, '2030-01-01T00:00:00.000Z')
    expect(await registry.knownEstates()).toEqual([
      { estate: { ...estate, installation: 8 }, mergesSeenUntil: '2030-01-02T00:00:00.000Z' },
    ])
    await registry.forgetEstate(estate)
    expect(await registry.knownEstates()).toEqual([])
  })
})

describe('operations', () => {
  test('come back as they went', async () => {
    const operation = await created({ result: aResult(), runId: 41 })
    expect(await registry.operation(operation.id)).toEqual(operation)
    expect(await registry.operation('op_unknown')).toBeUndefined()
  })

  test('the same merge makes one operation a tenant, whatever its id', async () => {
    const operation = await created()
    expect(await registry.createOperation({ ...operation, id: 'op_other' })).toBe('known')
  })

  test('of two who move it, one does', async () => {
    const from = await created()
    const to = next(from, { type: 'turn', lastGoodSha: undefined }, later(1)).operation
    const saved = await Promise.all([1, 2, 3].map(() => registry.saveTransition(from, to)))
    expect(saved.filter(Boolean)).toHaveLength(1)
    expect(await registry.operation(from.id)).toEqual(to)
  })

  test('a change within a state is guarded too', async () => {
    const from = await created({ state: 'DISPATCHED' })
    const run = { id: 41, url: 'u' }
    const to = next(from, { type: 'dispatched', run }, later(1)).operation
    expect(to.state).toBe('DISPATCHED')
    expect(await registry.saveTransition(from, to)).toBe(true)
    expect(await registry.saveTransition(from, to)).toBe(false)
  })

  test('ACTIVE enters the tenant as deployed, in the same breath', async () => {
    const from = await created({ state: 'VERIFYING' })
    const to: Operation = { ...from, state: 'ACTIVE', since: later(9).toISOString(), revision: 1 }
    await expect(registry.saveTransition(from, to)).rejects.toThrow('together with its tenant file')
    expect(await registry.saveTransition(from, to, 'id: x\n')).toBe(true)
    expect(await registry.deployedTenant(estate, from.tenant)).toEqual({
      tenant: from.tenant,
      file: from.file,
      sha: from.sha,
      blob: from.blob,
      source: 'id: x\n',
      operation: from.id,
      activeSince: later(9).toISOString(),
    })
    expect(await registry.deployed({ ...estate, repo: 'other' })).toEqual([])
  })

  test('the history is kept row by row', async () => {
    const from = await created()
    const to = next(from, { type: 'turn', lastGoodSha: undefined }, later(1)).operation
    await registry.saveTransition(from, to)
    const client = new pg.Client(url)
    await client.connect()
    const { rows } = await client.query(
      'select state, at from operation_history where operation = $1 order by place',
      [from.id],
    )
    await client.end()
    expect(rows).toEqual([
      { state: 'QUEUED', at: later(0) },
      { state: 'DISPATCHED', at: later(1) },
    ])
  })

  test('one tenant’s operations go one after the other, in the order they came', async () => {
    const first = await created({ tenant: 'shared', state: 'APPLYING' })
    const second = await created({ tenant: 'shared' })
    const third = await created({ tenant: 'shared' })
    expect(await registry.operationBefore(first.id)).toBeUndefined()
    expect(await registry.operationBefore(second.id)).toBe(first.id)
    expect(await registry.operationsToWake(estate, 'shared')).toEqual([second.id, third.id])
    await registry.saveTransition(first, { ...first, state: 'REVERT_PR', revertPull: 77, revision: 1 })
    expect(await registry.operationBefore(second.id)).toBeUndefined()
    expect(await registry.operationBefore(third.id)).toBe(second.id)
    expect((await registry.operationsOf(estate, 77)).map(({ id }) => id)).toEqual([first.id])
    expect((await registry.operationsOfTenant(estate, 'shared')).map(({ id }) => id)).toEqual(
      [third, second, first].map(({ id }) => id),
    )
  })

  test('a look that is due is given to one caller, and again when its lease is over', async () => {
    const due = await created()
    const claims = await Promise.all([registry.claimDue(500, 60), registry.claimDue(500, 60)])
    expect(claims.flat().filter((id) => id === due.id)).toHaveLength(1)
    expect(await registry.claimDue(500, 60)).toEqual([])
    await registry.saveNextLook(due.id, new Date(0))
    expect(await registry.claimDue(500, 60)).toEqual([due.id])
  })

  test('an end that nobody was told of is due until somebody was', async () => {
    const ended = await created({ state: 'QUARANTINED', deadline: undefined })
    expect(await registry.reportedDigest(ended.id)).toBeUndefined()
    expect(await registry.claimDue(500, 0)).toContain(ended.id)
    await registry.saveReported(ended, 'abc')
    expect(await registry.reportedDigest(ended.id)).toBe('abc')
    expect(await registry.claimDue(500, 0)).not.toContain(ended.id)
  })
})

test('a connection cut by the server is replaced, and a transaction in it undone', async () => {
  const from = await created()
  const client = new pg.Client(url)
  await client.connect()
  await client.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'landlord' and datname = current_database()",
  )
  await client.end()
  // Each idle connection may be found dead once, no more.
  const read = (tries: number): ReturnType<typeof registry.operation> =>
    registry.operation(from.id).catch((error: unknown) => {
      if (tries === 0) throw error
      return read(tries - 1)
    })
  expect(await read(10)).toEqual(from)
})
