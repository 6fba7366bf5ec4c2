import { expect, test } from '@jest/globals'
import { couldBeFilled } from '../../src/approvals/could-be-filled.ts'
import type { Review } from '../../src/approvals/people.ts'

const review = (login: string, state: Review['state'] = 'APPROVED', isBot = false): Review => ({
  ...{ login, state, isBot, sha: 'c'.repeat(40), submittedAt: '2026-11-21T10:00:00Z' },
})
const later = (one: Review): Review => ({ ...one, submittedAt: '2026-11-21T11:00:00Z' })

test.each<[string, number[], boolean, Review[], boolean]>([
  ['no seat is open: nothing is in the way', [], true, [], true],
  ['only invited, not wanted: nothing is in the way', [0], true, [], true],
  ['one seat and nobody approves', [1], true, [], false],
  ['one seat and somebody approves', [1], true, [review('carla')], true],
  ['two seats and one person, who may fill one only', [1, 1], true, [review('carla')], false],
  ['two seats and one person, who may fill both', [1, 1], false, [review('carla')], true],
  ['a seat for two and one person', [2], false, [review('carla')], false],
  ['a seat for two and one person under two spellings', [2], true, [review('carla'), review('Carla')], false],
  ['a bot does not count', [1], true, [review('helper[bot]', 'APPROVED', true)], false],
  [
    'an approval taken back does not count',
    [1],
    true,
    [review('carla'), later(review('carla', 'DISMISSED'))],
    false,
  ],
  [
    'a comment keeps the approval before it',
    [1],
    true,
    [review('carla'), later(review('carla', 'COMMENTED'))],
    true,
  ],
])('%s', (_, needed, distinct, reviews, expected) => {
  const seats = needed.map((one) => ({ needed: one }))
  expect(couldBeFilled(seats, { reviews, distinct })).toBe(expected)
})
