import { expect, test } from '@jest/globals'
import { runOperation } from '../../src/flows/run-operation.ts'
import { renderReport } from '../../src/provisioning/render-report.ts'
import { anOperation } from '../operation-builders.ts'
import { aWorld } from './operation-world.ts'

const holding = anOperation({ id: 'op_old', tenant: 'old-one', kind: 'suspend', standsAs: 'SUSPENDED' })
const taking = anOperation({ kind: 'change', movesFrom: 'old-one' })
const came = { from: 'old-one', place: 'there', rows: 3, vectors: 0, objects: 1, bytes: 9 }

test('of one merge the old one is held still first, and the new one filled when that is done', async () => {
  const world = aWorld(taking, holding)
  await runOperation(taking.id, world.io)
  expect(world.news()).toEqual([])
  await runOperation('op_old', world.io)
  await runOperation(taking.id, world.io)
  expect(world.runs.map(({ operation }) => operation)).toEqual(['op_old'])
  world.finish({ operation: 'op_old', tenant: 'old-one' })
  await runOperation('op_old', world.io)
  expect(world.operation('op_old')?.state).toBe('SUSPENDED')
  await runOperation(taking.id, world.io)
  expect(world.runs.map(({ operation }) => operation)).toEqual(['op_old', taking.id])
  world.finish({ copy: came })
  const done = await runOperation(taking.id, world.io)
  expect(done?.state).toBe('ACTIVE')
  expect(done && renderReport(done).body).toContain(
    '**Copied** from `old-one`, and found the same there and here: 3 rows, 0 vectors elsewhere, 1 objects, 9 bytes',
  )
})

test('an inspection of the old one keeps nobody waiting', async () => {
  const world = aWorld(
    anOperation({ id: 'op_look', tenant: 'old-one', kind: 'inspect', state: 'VERIFYING' }),
    taking,
  )
  await runOperation(taking.id, world.io)
  expect(world.runs.map(({ operation }) => operation)).toEqual([taking.id])
})
