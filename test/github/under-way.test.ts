import { expect, test } from '@jest/globals'
import { keepUnderWay } from '../../src/github/limits/under-way.ts'

/** A GitHub whose answers are given by hand, and how many it was asked for at a time. */
function aGitHub() {
  const asked: string[] = []
  const answers: (() => void)[] = []
  const seen = { now: 0, most: 0 }
  return {
    asked,
    seen,
    ask: (name: string) => async () => {
      asked.push(name)
      seen.now += 1
      seen.most = Math.max(seen.most, seen.now)
      await new Promise<void>((resolve) => answers.push(resolve))
      seen.now -= 1
      return name
    },
    answerAll: async () => {
      while (answers.length > 0) {
        answers.shift()?.()
        await new Promise(setImmediate)
      }
    },
  }
}

test('of one installation no more than so many are under way, in their order, and all are answered', async () => {
  const { asked, seen, ask, answerAll } = aGitHub()
  const send = keepUnderWay(3)
  const names = Array.from({ length: 50 }, (_, n) => `request ${n}`)
  const all = Promise.all(names.map((name) => send('7', ask(name))))
  expect(asked).toEqual(names.slice(0, 3))
  await answerAll()
  expect(await all).toEqual(names)
  expect(asked).toEqual(names)
  expect(seen.most).toBe(3)
})

test('one installation does not wait for another, and a failure makes room as an answer does', async () => {
  const { asked, ask, answerAll } = aGitHub()
  const send = keepUnderWay(1)
  const fails = send('7', () => Promise.reject(new Error('502')))
  const next = send('7', ask('next'))
  const other = send('8', ask('other'))
  expect(asked).toEqual(['other'])
  await expect(fails).rejects.toThrow('502')
  await new Promise(setImmediate)
  await answerAll()
  expect(await Promise.all([next, other])).toEqual(['next', 'other'])
})
