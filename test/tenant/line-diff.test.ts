import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { diffLines } from '../../src/tenant/line-diff.ts'

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })

test('what the differences leave out is the same in both, in order', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const built: string[] = []
      let at = 0
      for (const { from, to, start, end } of diffLines(before, after)) {
        built.push(...before.slice(at, from))
        expect(start).toBe(built.length)
        built.push(...after.slice(start, end))
        at = to
      }
      expect([...built, ...before.slice(at)]).toEqual(after)
    }),
  )
})

test.each([
  [['a', 'b', 'c'], ['a', 'x', 'c'], [{ from: 1, to: 2, start: 1, end: 2 }]],
  [['a', 'c'], ['a', 'b', 'c'], [{ from: 1, to: 1, start: 1, end: 2 }]],
  [
    ['a', 'b', 'c', 'd', 'e'],
    ['a', 'c', 'd', 'f', 'e'],
    [
      { from: 1, to: 2, start: 1, end: 1 },
      { from: 4, to: 4, start: 3, end: 4 },
    ],
  ],
  [['a'], ['a'], []],
])('%j → %j', (before, after, differences) => {
  expect(diffLines(before, after)).toEqual(differences)
})

test('of very long texts without anything in common the whole is one difference, at once', () => {
  const numbered = (mark: string) => Array.from({ length: 5000 }, (_, n) => `${mark}${n}`)
  expect(diffLines(numbered('a'), numbered('b'))).toEqual([{ from: 0, to: 5000, start: 0, end: 5000 }])
})
