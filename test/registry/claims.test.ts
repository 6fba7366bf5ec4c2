import { afterAll, beforeAll, expect, test } from '@jest/globals'
import pg from 'pg'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { freshDatabase } from '../embedded.ts'

let url: string
let registry: Registry
beforeAll(async () => {
  url = await freshDatabase()
  registry = await openRegistry(url)
})
afterAll(() => registry.close())

let count = 0
const anEstate = () => ({ owner: 'acme', repo: `estate-${++count}`, installation: 7 })
const amounts = { queriesPerMinute: 5, documentsPerMonth: 6, storageGiB: 7 }
const holdings = [{ tenant: 'one', tier: 'gold', region: 'eu-west-1', quotas: amounts, borrow: amounts }]
const claim = (pull: number, seen: number, keepsPlace = false) => ({
  ...{ pull, headSha: 'a'.repeat(40), holdings },
  ...{ seen, keepsPlace },
})
const pulls = async (estate: ReturnType<typeof anEstate>) =>
  (await registry.claims(estate)).map(({ pull }) => pull)
const lastPlace = async (estate: ReturnType<typeof anEstate>) =>
  Math.max(0, ...(await registry.claims(estate)).map(({ place }) => place))

test('a claim is kept whole, in order of arrival, and only for its own estate', async () => {
  const estate = anEstate()
  expect(await registry.saveClaim(estate, claim(9, 0))).toBe('saved')
  expect(await registry.saveClaim(estate, claim(4, await lastPlace(estate)))).toBe('saved')
  expect(await pulls(estate)).toEqual([9, 4])
  expect((await registry.claims(estate))[0]).toMatchObject({ pull: 9, headSha: 'a'.repeat(40), holdings })
  expect(await pulls(anEstate())).toEqual([])
})

test('of many that saw the same, one is saved', async () => {
  const estate = anEstate()
  const saved = await Promise.all([1, 2, 3, 4, 5].map((pull) => registry.saveClaim(estate, claim(pull, 0))))
  expect(saved.toSorted()).toEqual([...Array<string>(4).fill('overtaken'), 'saved'])
  expect(await pulls(estate)).toHaveLength(1)
})

test('whoever keeps the place is not overtaken; whoever asks for more goes to the end', async () => {
  const estate = anEstate()
  await registry.saveClaim(estate, claim(1, 0))
  const seen = await lastPlace(estate)
  await registry.saveClaim(estate, claim(2, seen))
  expect(await registry.saveClaim(estate, claim(1, seen, true))).toBe('saved')
  expect(await pulls(estate)).toEqual([1, 2])
  expect(await registry.saveClaim(estate, claim(1, seen))).toBe('overtaken')
  expect(await registry.saveClaim(estate, claim(1, await lastPlace(estate)))).toBe('saved')
  expect(await pulls(estate)).toEqual([2, 1])
})

test('a place that was given back is not kept', async () => {
  const estate = anEstate()
  await registry.saveClaim(estate, claim(1, 0))
  expect(await registry.releaseRoom(estate, 1, 'a', false)).toBe(true)
  expect(await registry.releaseRoom(estate, 1, 'a', false)).toBe(false)
  expect(await registry.saveClaim(estate, claim(1, 0, true))).toBe('overtaken')
})

test('those who wait are listed by how long, and wait no more once they hold or are gone', async () => {
  const estate = anEstate()
  for (const pull of [8, 3, 5]) await registry.releaseRoom(estate, pull, 'a', true)
  await registry.releaseRoom(estate, 8, 'b', true)
  expect(await registry.waitingForRoom(estate)).toEqual([8, 3, 5])
  await registry.saveClaim(estate, claim(3, 0))
  await registry.releaseRoom(estate, 5, 'a', false)
  expect(await registry.waitingForRoom(estate)).toEqual([8])
  expect(await pulls(estate)).toEqual([3])
})

test('after two weeks a claim counts no more, and is told of', async () => {
  const estate = anEstate()
  await registry.saveClaim(estate, claim(1, 0))
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`update claims set since = now() - interval '15 days' where repo = $1`, [estate.repo])
  await client.end()
  expect(await pulls(estate)).toEqual([])
  expect(await registry.roomTakers(estate)).toEqual([
    { pull: 1, headSha: 'a'.repeat(40), holds: true, lapsed: true },
  ])
})
