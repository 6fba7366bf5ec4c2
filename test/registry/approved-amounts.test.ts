import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let registry: Registry
beforeAll(async () => {
  registry = await openRegistry(await freshDatabase())
})
afterAll(() => registry.close())

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const amount = (minor: bigint) => ({ monthly: { currency: 'INR', minor }, unpriced: 1 }) as const

test('what an approval was first seen to approve stays, and is told for its own pull request', async () => {
  await registry.saveApprovedAmounts(estate, 7, { 'carla a1 t': amount(90_071_992_547_409_93n) })
  await registry.saveApprovedAmounts(estate, 7, { 'carla a1 t': amount(1n), 'tom a1 t': amount(2n) })
  expect(await registry.approvedAmounts(estate, 7)).toEqual({
    'carla a1 t': amount(9_007_199_254_740_993n),
    'tom a1 t': amount(2n),
  })
  expect(await registry.approvedAmounts(estate, 8)).toEqual({})
})
