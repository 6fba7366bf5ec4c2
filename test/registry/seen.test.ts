import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let registry: Registry
const estate = { owner: 'acme', repo: 'estate', installation: 7 }

beforeAll(async () => {
  registry = await openRegistry(await freshDatabase())
})
afterAll(() => registry.close())

test('of many who would ask for a delivery again one does', async () => {
  const claims = await Promise.all(Array.from({ length: 8 }, () => registry.claimRedelivery('guid')))
  expect(claims.filter(Boolean)).toHaveLength(1)
})

test('a pull request moved when it is new, has another head, or was touched', async () => {
  const pull = (number: number, headSha = 'a', updatedAt = '2026-11-21T11:00:00Z') => ({
    ...{ number, headSha, updatedAt },
  })
  const moved = async (...pulls: readonly ReturnType<typeof pull>[]) =>
    (await registry.movedPulls(estate, pulls)).map(({ number }) => number)
  expect(await moved(pull(1), pull(2))).toEqual([1, 2])
  await registry.savePullsSeen(estate, [pull(1), pull(2)])
  expect(await moved(pull(1), pull(2), pull(3))).toEqual([3])
  expect(await moved(pull(1, 'b'), pull(2, 'a', '2026-11-21T11:00:05Z'))).toEqual([1, 2])
  await registry.savePullsSeen(estate, [pull(1, 'b')])
  expect(await moved(pull(1, 'b'))).toEqual([])
  expect(await registry.movedPulls({ ...estate, repo: 'other' }, [pull(1, 'b')])).toHaveLength(1)
})
