import { expect, test } from '@jest/globals'
import type { Operation } from '../../src/provisioning/operation.ts'
import type { Registry } from '../../src/registry/registry.ts'
import { watchRegistry } from '../../src/app/watch-registry.ts'
import { anOperation, later, t0 } from '../operation-builders.ts'

const watched = (saved: boolean) => {
  const told: (readonly [string, number])[] = []
  const registry = watchRegistry({ saveTransition: () => Promise.resolve(saved) } as unknown as Registry, {
    phaseLeft: (phase, seconds) => void told.push([phase, seconds]),
  })
  return { registry, told }
}
const through = (...states: readonly (readonly [Operation['state'], number])[]): Operation =>
  anOperation({
    state: states.at(-1)?.[0] ?? 'QUEUED',
    history: [
      { state: 'QUEUED', at: t0.toISOString() },
      ...states.map(([state, after]) => ({ state, at: later(after).toISOString() })),
    ],
  })

test('each phase is told once, by whoever left it, also when several were passed at once', async () => {
  const { registry, told } = watched(true)
  const dispatched = through(['DISPATCHED', 5])
  const active = through(['DISPATCHED', 5], ['APPLYING', 20], ['VERIFYING', 80], ['ACTIVE', 100])
  await registry.saveTransition(anOperation(), dispatched)
  await registry.saveTransition(dispatched, active)
  expect(told).toEqual([
    ['QUEUED', 5],
    ['DISPATCHED', 15],
    ['APPLYING', 60],
    ['VERIFYING', 20],
  ])
})

test('what somebody else was first to save is told by them', async () => {
  const { registry, told } = watched(false)
  expect(await registry.saveTransition(anOperation(), through(['DISPATCHED', 5]))).toBe(false)
  expect(told).toEqual([])
})
