import { expect, test } from '@jest/globals'
import { slidingWindow } from '../../src/github/sliding-window.ts'

/** A clock that moves only when somebody waits. */
function aClock() {
  let time = 0
  return {
    now: () => time,
    pause: (ms: number) => {
      time += ms
      return Promise.resolve()
    },
    pass: (ms: number) => void (time += ms),
  }
}

test('a burst goes through at once; what is more waits until the first is out of the window', async () => {
  const clock = aClock()
  const window = slidingWindow({ most: 3, ms: 60_000, ...clock })
  const times = await Promise.all(Array.from({ length: 7 }, () => window.enter().then(() => clock.now())))
  expect(times).toEqual([0, 0, 0, 60_000, 60_000, 60_000, 120_000])
})

test('the window slides: at no moment does it hold more', async () => {
  const clock = aClock()
  const window = slidingWindow({ most: 2, ms: 60_000, ...clock })
  await window.enter()
  clock.pass(50_000)
  await window.enter()
  await window.enter()
  expect(clock.now()).toBe(60_000)
  await window.enter()
  expect(clock.now()).toBe(110_000)
})
