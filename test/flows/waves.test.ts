import { describe, expect, test } from '@jest/globals'
import { runOperation } from '../../src/flows/run-operation.ts'
import type { Operation } from '../../src/provisioning/operation.ts'
import { planWave } from '../../src/provisioning/waves.ts'
import { anOperation, someChecks } from '../operation-builders.ts'
import { aWorld } from './operation-world.ts'

const waves = { above: 4, canary: 1, size: 3, stopAfterFailures: 2 }

/** So many tenants of one pull request, all in line. */
const merge = (count: number, by: typeof waves | undefined): Operation[] =>
  Array.from({ length: count }, (_, place) => {
    const name = String.fromCharCode(97 + (place % 26)) + String(Math.floor(place / 26))
    return anOperation({
      id: `op_${name.padEnd(20, 'z')}`,
      tenant: `tenant-${name}`,
      file: `tenants/tenant-${name}.yaml`,
      wave: planWave(place, count, by),
    })
  })

function aMerge(count: number, by: typeof waves | undefined) {
  const all = merge(count, by)
  const world = aWorld(...all)
  const state = (operation: Operation) => world.operation(operation.id)?.state
  /** What the reconciler does: everybody is looked at. */
  const drive = async (): Promise<void> => {
    for (const { id } of all) await runOperation(id, world.io)
  }
  /** Ends every run that is under way. */
  const end = async (failing: readonly number[] = []): Promise<void> => {
    for (const run of world.runs.filter(({ conclusion }) => conclusion === undefined)) {
      const place = all.findIndex(({ id }) => id === run.operation)
      const { id, tenant } = all[place]!
      const failed = run.action === 'apply' && failing.includes(place)
      const result = {
        ...{ operation: id, tenant, action: run.action },
        ...(failed ? { outcome: 'failed' as const, checks: someChecks({ 'tenant-isolation': 'fail' }) } : {}),
      }
      Object.assign(run, { conclusion: failed ? 'failure' : 'success', result })
    }
    await drive()
  }
  const places = (wanted: string) => all.flatMap((it, place) => (state(it) === wanted ? [place] : []))
  return { world, drive, end, places }
}

test.each([
  ['few tenants go at once', 4, 4, undefined],
  ['of many the first is the canary', 0, 5, 0],
  ['then come waves of three', 3, 8, 1],
  ['and so on', 4, 8, 2],
] as const)('%s', (_, place, total, index) => {
  expect(planWave(place, total, waves)?.index).toBe(index)
})

describe('a merge of many tenants, in waves', () => {
  test('the canary first; each wave begins when the one before stands', async () => {
    const { drive, end, places, world } = aMerge(7, waves)
    await drive()
    expect(places('DISPATCHED')).toEqual([0])
    expect(world.reports.some((body) => body.includes('wave 1 of its merge'))).toBe(true)
    await end()
    await drive()
    expect([places('ACTIVE'), places('DISPATCHED')]).toEqual([[0], [1, 2, 3]])
    await end()
    await drive()
    await end()
    await drive()
    expect(places('ACTIVE')).toHaveLength(7)
  })

  test('a canary that fails stops all that has not begun', async () => {
    const { drive, end, places } = aMerge(8, waves)
    await drive()
    await end([0])
    await drive()
    expect(places('QUARANTINED')).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(places('DISPATCHED')).toEqual([])
  })

  test('one failure is borne, the second stops the rest, and says whose it was', async () => {
    const { drive, end, places, world } = aMerge(11, waves)
    await drive()
    await end()
    await drive()
    await end([2])
    await drive()
    expect(places('DISPATCHED')).toEqual([4, 5, 6])
    await end([5])
    await drive()
    expect(places('QUARANTINED')).toEqual([7, 8, 9, 10])
    expect(world.operation(`op_${'h0'.padEnd(20, 'z')}`)?.reason).toContain('tenant-c0, tenant-f0')
  })
})

test('fifty tenants of one merge are all dispatched at once where the settings ask for no waves', async () => {
  const { drive, places } = aMerge(50, undefined)
  await drive()
  expect(places('DISPATCHED')).toHaveLength(50)
})
