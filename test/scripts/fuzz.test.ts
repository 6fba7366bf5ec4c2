import { expect, test } from '@jest/globals'
import { benchFuzz } from '../../scripts/bench/fuzz.ts'

/** `npm run bench -- fuzz` judges 20 000, and looks at the clock as well, which a busy machine must not here. */
test('of four hundred spoilt tenant files none ends the gate, and every finding stands in its file', () => {
  const { failures, refused } = benchFuzz({ files: 400, seed: 7 })
  expect(failures.filter((failure) => !failure.startsWith('the slowest file'))).toEqual([])
  expect(refused).toBeGreaterThan(300)
}, 60_000)
