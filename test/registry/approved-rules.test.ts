import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let registry: Registry
beforeAll(async () => {
  registry = await openRegistry(await freshDatabase())
})
afterAll(() => registry.close())

const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const seats = (digest: string) => ({ 'CFO /tenants/': { 'the tier gold': digest } })

test('the rules under which an approval was first seen stay, and are told for its own pull request', async () => {
  await registry.saveApprovedRules(estate, 7, { 'carla a1 t': seats('old') })
  await registry.saveApprovedRules(estate, 7, { 'carla a1 t': seats('new'), 'tom a1 t': {} })
  expect(await registry.approvedRules(estate, 7)).toEqual({ 'carla a1 t': seats('old'), 'tom a1 t': {} })
  expect(await registry.approvedRules(estate, 8)).toEqual({})
})
