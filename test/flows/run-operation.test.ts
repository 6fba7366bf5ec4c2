import { describe, expect, test } from '@jest/globals'
import { runOperation } from '../../src/flows/run-operation.ts'
import type { Deployed } from '../../src/provisioning/deployed.ts'
import { anOperation, someChecks } from '../operation-builders.ts'
import { aWorld } from './operation-world.ts'

const operation = anOperation()
const { id } = operation
const second = anOperation({ id: 'op_bbbbbbbbbbbbbbbbbbbb', sha: 'd'.repeat(40), kind: 'change' })
const failing = { outcome: 'failed', checks: someChecks({ 'tenant-isolation': 'fail' }) } as const
const before: Deployed = {
  tenant: operation.tenant,
  file: operation.file,
  sha: 'c'.repeat(40),
  blob: '1'.repeat(40),
  source: 'id: old',
  operation: 'op_old',
  activeSince: '2026-01-01T00:00:00.000Z',
}

describe('the good way', () => {
  test('recorded, dispatched, followed, verified: active, and the tenant stands', async () => {
    const world = aWorld(operation)
    await runOperation(id, world.io)
    expect(world.news()).toEqual(['DISPATCHED', 'dispatch apply'])
    world.finish({})
    expect((await runOperation(id, world.io))?.state).toBe('ACTIVE')
    expect(world.news()).toEqual(['ACTIVE'])
    expect(world.tenants.get(operation.tenant)).toMatchObject({
      sha: operation.sha,
      source: 'tenants/sunrise-health.yaml at a',
      operation: id,
    })
  })

  test('driven again and again, nothing is done twice and nothing is said twice', async () => {
    const world = aWorld(operation)
    for (let i = 0; i < 5; i++) await runOperation(id, world.io)
    expect(world.news()).toEqual(['DISPATCHED', 'dispatch apply'])
    expect(world.reports).toHaveLength(1)
    world.finish({})
    for (let i = 0; i < 5; i++) await runOperation(id, world.io)
    expect(world.reports).toHaveLength(2)
    expect(world.reports[1]).toContain('is active')
  })

  test('driven by many at once, one of them dispatches', async () => {
    const world = aWorld(operation)
    await Promise.all(Array.from({ length: 8 }, () => runOperation(id, world.io)))
    expect(world.news().filter((line) => line === 'dispatch apply')).toHaveLength(1)
  })

  test('an operation nobody knows is nobody’s', async () => {
    expect(await runOperation('op_unknown', aWorld().io)).toBeUndefined()
  })

  test('a run is looked at again after the poll interval, an open revert after ten minutes', async () => {
    const world = aWorld(operation)
    await runOperation(id, world.io)
    expect(world.log.at(-1)).toBe('look a 00:02')
  })
})

describe('one tenant, one operation at a time', () => {
  test('the second waits, is woken by the first, and starts from what that one left', async () => {
    const world = aWorld(operation, second)
    await runOperation(id, world.io)
    await runOperation(second.id, world.io)
    expect(world.news()).toEqual(['DISPATCHED', 'dispatch apply'])
    world.finish({})
    await runOperation(id, world.io)
    expect(world.news()).toEqual(['ACTIVE', 'wake b'])
    expect((await runOperation(second.id, world.io))?.lastGoodSha).toBe(operation.sha)
    expect(world.news()).toEqual(['DISPATCHED', 'dispatch apply'])
  })

  test('an open revert keeps nobody waiting', async () => {
    const world = aWorld(anOperation({ state: 'REVERT_PR', revertPull: 13 }), second)
    expect((await runOperation(second.id, world.io))?.state).toBe('DISPATCHED')
  })
})

describe('the way back', () => {
  test('a tenant that was never active is destroyed, and its file taken out again', async () => {
    const world = aWorld(operation)
    await runOperation(id, world.io)
    world.finish(failing)
    await runOperation(id, world.io)
    expect(world.news()).toEqual(['DISPATCHED', 'dispatch apply', 'ROLLING_BACK', 'dispatch rollback'])
    world.finish({ checks: [] })
    expect((await runOperation(id, world.io))?.state).toBe('REVERT_PR')
    expect(world.news()).toEqual([
      'ROLLED_BACK',
      'revert to nothing on landlord/revert-sunrise-health-aaaaaaaa',
      'REVERT_PR',
    ])
    expect(world.tenants.size).toBe(0)
    expect(world.reports.at(-1)).toContain('merge #13')
    world.mergeRevert()
    expect((await runOperation(id, world.io))?.state).toBe('REVERTED')
  })

  test('a tenant that was active is applied again as it was, and its file restored', async () => {
    const world = aWorld(anOperation({ kind: 'change' }))
    world.tenants.set(before.tenant, before)
    await runOperation(id, world.io)
    world.finish(failing)
    await runOperation(id, world.io)
    world.finish({ sha: before.sha })
    await runOperation(id, world.io)
    expect(world.news().slice(2)).toEqual([
      'ROLLING_BACK',
      'dispatch rollback',
      'ROLLED_BACK',
      'revert to c on landlord/revert-sunrise-health-aaaaaaaa',
      'REVERT_PR',
    ])
    expect(world.tenants.get(before.tenant)).toEqual(before)
  })

  test('an error is tried again and, for the last time, left to a person; nothing is destroyed', async () => {
    const world = aWorld(operation)
    for (let attempt = 1; attempt <= 3; attempt++) {
      await runOperation(id, world.io)
      world.finish({ outcome: 'error', reason: 'The state is locked.', checks: [] }, 'failure')
      await runOperation(id, world.io)
      world.pass(60)
    }
    expect(world.news()).toEqual([
      ...['DISPATCHED', 'dispatch apply', 'UNKNOWN'],
      ...['DISPATCHED', 'dispatch apply', 'UNKNOWN'],
      ...['DISPATCHED', 'dispatch apply', 'QUARANTINED'],
    ])
    expect(world.reports.at(-1)).toContain('The state is locked.')
  })
})

describe('the world breaks', () => {
  test('the process ends after it saved and before it dispatched: the run is missed and started once', async () => {
    const world = aWorld(operation)
    const { dispatch } = world.io
    world.io.dispatch = () => Promise.reject(new Error('the process ends here'))
    await expect(runOperation(id, world.io)).rejects.toThrow('ends here')
    world.io.dispatch = dispatch
    await runOperation(id, world.io)
    expect(world.runs).toHaveLength(0)
    world.pass(31)
    await runOperation(id, world.io)
    world.pass(11)
    await runOperation(id, world.io)
    expect(world.runs).toHaveLength(1)
    world.finish({})
    expect((await runOperation(id, world.io))?.state).toBe('ACTIVE')
  })

  test('the process ends after it dispatched and before it learned so: the run is found by its name', async () => {
    const world = aWorld(operation)
    const { dispatch } = world.io
    world.io.dispatch = async (...args) => {
      await dispatch(...args)
      throw new Error('502')
    }
    await expect(runOperation(id, world.io)).rejects.toThrow('502')
    world.io.dispatch = dispatch
    world.finish({})
    expect((await runOperation(id, world.io))?.state).toBe('ACTIVE')
    expect(world.runs).toHaveLength(1)
  })

  test('the process is away while the run ends: the restart ends it right', async () => {
    const world = aWorld(operation)
    await runOperation(id, world.io)
    world.finish({})
    world.pass(3 * 86_400)
    expect((await runOperation(id, world.io))?.state).toBe('ACTIVE')
  })

  test('GitHub does not take the report: the end stands, and it is told next time', async () => {
    const world = aWorld(operation)
    await runOperation(id, world.io)
    world.finish({})
    const { publishReport } = world.io
    world.io.publishReport = () => Promise.reject(new Error('503'))
    await expect(runOperation(id, world.io)).rejects.toThrow('503')
    expect(world.tenants.size).toBe(1)
    world.io.publishReport = publishReport
    await runOperation(id, world.io)
    expect(world.reports.at(-1)).toContain('is active')
  })

  test('a run that hangs is cancelled and tried again', async () => {
    const world = aWorld(operation)
    await runOperation(id, world.io)
    world.pass(3600)
    await runOperation(id, world.io)
    expect(world.news()).toEqual(['DISPATCHED', 'dispatch apply', 'UNKNOWN', 'cancel 41'])
  })
})
