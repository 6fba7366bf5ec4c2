import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let registry: Registry
const estate = { owner: 'acme', repo: 'estate', installation: 7 }
const other = { ...estate, repo: 'other' }

beforeAll(async () => {
  registry = await openRegistry(await freshDatabase())
  await registry.rememberEstates([estate, other, { ...estate, owner: 'rival', installation: 8 }])
})
afterAll(() => registry.close())

const hanging = async (who: readonly string[] | undefined) =>
  (await registry.hangingOn(7, who)).map(({ estate: { repo, installation }, number }) => {
    expect(installation).toBe(7)
    return `${repo}#${number}`
  })

test('what hangs on any of them is told, of all estates of that installation and of no other', async () => {
  await registry.saveHangsOn(estate, 1, ['acme/cfo', 'carla'])
  await registry.saveHangsOn(estate, 2, ['acme/cto', 'tom'])
  await registry.saveHangsOn(other, 1, ['carla'])
  await registry.saveHangsOn({ ...estate, owner: 'rival', installation: 8 }, 1, ['carla'])
  expect(await hanging(['carla', 'acme/unheard-of'])).toEqual(['estate#1', 'other#1'])
  expect(await hanging(['acme/cto'])).toEqual(['estate#2'])
  expect(await hanging(['acme/marketing', 'mia'])).toEqual([])
  expect(await hanging(undefined)).toEqual(['estate#1', 'estate#2', 'other#1'])
})

test('the last word counts, and nobody is the end of it', async () => {
  await registry.saveHangsOn(estate, 1, ['acme/cto'])
  expect(await hanging(['carla'])).toEqual(['other#1'])
  await registry.saveHangsOn(estate, 1, [])
  expect(await hanging(['acme/cto'])).toEqual(['estate#2'])
})
