import { expect, test } from '@jest/globals'
import { recent } from '../../src/github/recent.ts'

function aMemory(options: { maxAnswers?: number } = {}) {
  let time = 0
  let loads = 0
  const memory = recent<number>({ ...options, now: () => time })
  const load = () => Promise.resolve((loads += 1))
  return { memory, load, pass: (ms: number) => void (time += ms) }
}

test('an answer is good for a minute', async () => {
  const { memory, load, pass } = aMemory()
  const recall = () => memory.recall('team', load)
  expect(await recall()).toBe(1)
  pass(60_000)
  expect(await recall()).toBe(1)
  pass(1)
  expect(await recall()).toBe(2)
})

test('what is renewed is read anew, and remembered', async () => {
  const { memory, load } = aMemory()
  await memory.recall('team', load)
  expect(await memory.renew('team', load)).toBe(2)
  expect(await memory.recall('team', load)).toBe(2)
})

test('a failure is not remembered', async () => {
  const { memory, load } = aMemory()
  await expect(memory.recall('team', () => Promise.reject(new Error('502')))).rejects.toThrow('502')
  expect(await memory.recall('team', load)).toBe(1)
})

test('that there is nothing is not remembered: it may be there in a moment', async () => {
  const memory = recent<number | undefined>()
  expect(await memory.recall('team', () => Promise.resolve(undefined))).toBeUndefined()
  expect(await memory.recall('team', () => Promise.resolve(1))).toBe(1)
})

test('it is bounded, and every question has its own answer', async () => {
  const { memory, load } = aMemory({ maxAnswers: 2 })
  for (const key of ['a', 'b', 'c']) await memory.recall(key, load)
  expect(await memory.recall('c', load)).toBe(3)
  expect(await memory.recall('a', load)).toBe(4)
})

test('what was asked before all was forgotten is not remembered after it', async () => {
  const { memory, load } = aMemory()
  const answered = Promise.withResolvers<number>()
  const asked = memory.recall('team', () => answered.promise)
  memory.forget()
  answered.resolve(-1)
  expect(await asked).toBe(-1)
  expect(await memory.recall('team', load)).toBe(1)
})
