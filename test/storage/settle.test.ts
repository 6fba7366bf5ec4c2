import { expect, test } from '@jest/globals'
import { settle } from '../../src/storage/settle.ts'

test.each([
  ['right at once is looked at once', [true], 10_000, 1],
  ['right at the second look is waited for', [false, true], 10_000, 2],
  ['never right ends with the patience, and says what was seen last', [false], 0, 1],
] as const)('%s', async (_, answers, patience, looks) => {
  let count = 0
  const seen = await settle(
    () => Promise.resolve(answers[Math.min(count++, answers.length - 1)] ?? false),
    (right) => right,
    patience,
  )
  expect(count).toBe(looks)
  expect(seen).toBe(answers.at(-1))
})
