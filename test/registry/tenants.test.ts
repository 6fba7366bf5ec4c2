import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import pg from 'pg'
import { enter } from '../../src/provisioning/step.ts'
import type { Operation, OperationState } from '../../src/provisioning/operation.ts'
import type { RunResult } from '../../src/provisioning/result.ts'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'
import { anOperation, aResult, later } from '../operation-builders.ts'

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
let registry: Registry
let client: pg.Client
beforeAll(async () => {
  const url = await freshDatabase()
  registry = await openRegistry(url)
  client = new pg.Client(url)
  await client.connect()
})
afterAll(async () => {
  await client.end()
  await registry.close()
})
beforeEach(async () => {
  await client.query('truncate operations, tenants, tombstones cascade')
})

let count = 0
/** Work on a tenant that came to this state so many hours ago. */
async function work(
  tenant: string,
  state: OperationState,
  hoursAgo: number,
  more: Partial<Operation> = {},
): Promise<Operation> {
  const place = String(++count)
  const operation = anOperation({
    ...{ id: `op_${place.padStart(20, '0')}`, sha: place.padStart(40, '0'), tenant },
    ...more,
  })
  await registry.createOperation(operation)
  const to = enter(operation, state, later(60), {})
  if (state !== 'QUEUED') expect(await registry.saveTransition(operation, to, 'id: x')).toBe(true)
  await client.query(
    'update operations set created_at = now() - make_interval(hours => $2), updated_at = now() - make_interval(hours => $2) where id = $1',
    [operation.id, hoursAgo],
  )
  return to
}
const due = async (hours = 24, atLeast = 5) =>
  (await registry.inspectionsDue(estate, hours, atLeast)).map(({ tenant }) => tenant)

describe('whose turn it is to be looked at', () => {
  test('who stands and was left alone for a day, whoever waits longest first', async () => {
    await work('old', 'ACTIVE', 30)
    await work('older', 'ACTIVE', 50)
    await work('young', 'ACTIVE', 3)
    await work('held-back', 'SUSPENDED', 40)
    expect(await due()).toEqual(['older', 'held-back', 'old'])
    expect(await due(24, 2)).toEqual(['older', 'held-back'])
    expect(await due(2)).toEqual(['older', 'held-back', 'old', 'young'])
  })

  test.each<[string, OperationState, boolean]>([
    ['was looked at an hour ago', 'INSPECTED', false],
    ['is being changed', 'APPLYING', false],
    ['waits for its turn', 'QUEUED', false],
    ['is retired, and in its time of grace', 'GRACE', false],
  ])('a tenant that %s', async (_, state, isDue) => {
    await work('busy', 'ACTIVE', 50)
    await work('busy', state, state === 'INSPECTED' ? 1 : 50)
    expect((await due()).includes('busy')).toBe(isDue)
  })

  test.each<OperationState>(['REVERTED', 'QUARANTINED', 'REVERT_PR', 'UNAUTHORISED', 'INSPECTED'])(
    'a tenant whose last work ended %s two days ago is due: it stands all the same',
    async (state) => {
      await work('stands', 'ACTIVE', 60)
      await work('stands', state, 50)
      expect(await due()).toEqual(['stands'])
    },
  )

  test('of many as many as it takes for all to get their turn in time, and nobody starves', async () => {
    for (let at = 0; at < 20; at++) await work(`t-${String(at).padStart(2, '0')}`, 'ACTIVE', 100 - at)
    // Twenty in an hour are four every ten minutes.
    expect(await due(1, 1)).toEqual(['t-00', 't-01', 't-02', 't-03'])
    expect(await due(1, 6)).toHaveLength(6)
  })

  test('another estate’s tenants are its own', async () => {
    await work('elsewhere', 'ACTIVE', 50, { estate: { ...estate, repo: 'other' } })
    expect(await due()).toEqual([])
  })
})

describe('what was purged', () => {
  test('is no longer deployed, and its id is taken for good, in this estate alone', async () => {
    await work('gone', 'ACTIVE', 90)
    await work('gone', 'PURGED', 1, { kind: 'retire' })
    expect(await registry.deployedTenant(estate, 'gone')).toBeUndefined()
    expect(await registry.tombstones(estate)).toEqual(['gone'])
    expect(await registry.tombstones({ ...estate, repo: 'other' })).toEqual([])
    const { rows } = await client.query('select operation from tombstones')
    expect(rows).toEqual([{ operation: `op_${String(count).padStart(20, '0')}` }])
    expect(await due()).toEqual([])
  })
})

describe('how many are not as their file says', () => {
  const looked = (outcome: RunResult['outcome']) =>
    work('one', 'INSPECTED', 1, { kind: 'inspect', result: aResult({ action: 'inspect', outcome }) })
  test('until they are applied anew, or a look finds all well; a look that failed tells nothing', async () => {
    await work('one', 'ACTIVE', 50)
    await work('two', 'ACTIVE', 50)
    expect(await registry.driftedCount()).toBe(0)
    await looked('failed')
    expect(await registry.driftedCount()).toBe(1)
    await looked('error')
    expect(await registry.driftedCount()).toBe(1)
    await looked('succeeded')
    expect(await registry.driftedCount()).toBe(0)
    await looked('failed')
    await work('one', 'ROLLING_BACK', 1)
    expect(await registry.driftedCount()).toBe(1)
    await work('one', 'ACTIVE', 1)
    expect(await registry.driftedCount()).toBe(0)
  })
})
