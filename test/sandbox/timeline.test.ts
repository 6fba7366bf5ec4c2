import { expect, test } from '@jest/globals'
import { openTimeline } from '../../src/sandbox/tour/timeline.ts'
import { expectGolden } from '../golden.ts'

test('the timeline is in the order of time, and each step says how long after the one before it came', () => {
  let now = 1_000
  const timeline = openTimeline(() => now)
  timeline.note('sandbox', 'started')
  now += 2_500
  timeline.note('acme-retail', 'pull request #1 opened by ria')
  now += 20_000
  timeline.note('acme-retail', 'ACTIVE')
  timeline.note('acme-retail', 'APPLYING', 9_000)
  expectGolden('sandbox/timeline.txt', `${timeline.render()}\n`)
})

test('nothing happened: nothing to show', () => {
  expect(openTimeline(() => 0).render()).toBe('')
})
