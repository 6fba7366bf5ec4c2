import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openRegistry, type Registry } from '../../src/registry/registry.ts'
import { aNotice } from '../builders.ts'
import { freshDatabase } from '../embedded.ts'

let registry: Registry
beforeAll(async () => {
  registry = await openRegistry(await freshDatabase())
})
afterAll(() => registry.close())

const estate = { owner: 'acme', repo: 'estate', installation: 7 }

test('what was kept under its key is never kept again in its estate', async () => {
  const one = aNotice({ key: 'one' })
  const other = aNotice({ key: 'one', estate: { ...estate, repo: 'other' } })
  const [id] = await registry.saveNotices([one])
  expect(await registry.saveNotices([{ ...one, says: 'Something else.' }])).toEqual([])
  expect(await registry.saveNotices([one, other])).toHaveLength(1)
  expect(await registry.saveNotices([])).toEqual([])
  expect(await registry.notice(id ?? 0)).toEqual({ id, notice: one, settled: [], tries: 0 })
})

test('who has it is remembered, and what is done is not found any more', async () => {
  const [id = 0] = await registry.saveNotices([aNotice({ key: 'two' })])
  await registry.saveSettled(id, 'slack')
  await registry.saveSettled(id, 'owner')
  await registry.saveTry(id, new Date())
  expect(await registry.notice(id)).toMatchObject({ settled: ['slack', 'owner'], tries: 1 })
  await registry.saveDone(id)
  expect(await registry.notice(id)).toBeUndefined()
  expect(await registry.saveNotices([aNotice({ key: 'two' })])).toEqual([])
})

test('what is due is given to one caller only, and what is not due to nobody', async () => {
  const ids = await registry.saveNotices(['a', 'b', 'c'].map((key) => aNotice({ key: `due ${key}` })))
  const [late = 0] = ids
  await registry.saveTry(late, new Date(Date.now() + 60_000))
  const claims = await Promise.all([registry.claimNotices(100, 60), registry.claimNotices(100, 60)])
  const mine = claims.flat().filter((id) => ids.includes(id))
  expect(mine.toSorted()).toEqual(ids.slice(1).toSorted())
})

test('an App that was installed anew is asked by its new number', async () => {
  await registry.rememberEstates([{ ...estate, repo: 'moved', installation: 99 }])
  const [id = 0] = await registry.saveNotices([aNotice({ key: 'x', estate: { ...estate, repo: 'moved' } })])
  expect((await registry.notice(id))?.notice.estate.installation).toBe(99)
})

test('old ones are forgotten', async () => {
  const [id = 0] = await registry.saveNotices([aNotice({ key: 'old' })])
  await registry.forgetNotices(1)
  expect(await registry.notice(id)).toBeDefined()
  await registry.forgetNotices(0)
  expect(await registry.notice(id)).toBeUndefined()
})
