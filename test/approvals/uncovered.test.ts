import { expect, test } from '@jest/globals'
import { uncoveredPaths } from '../../src/approvals/uncovered.ts'
import { parsed } from './estate.ts'

test.each<[string, string, boolean]>([
  ['a line with owners', '/docs/ @a', true],
  ['a line without owners says that nobody has to be asked', '* @a\n/docs/', true],
  ['a section that only invites', '^[S]\n/docs/ @a', true],
  ['another folder', '/terraform/ @a', false],
  ['a condition, which is asked of tenants only', '[S] when tier == "gold"\n* @a', false],
  ['a section that takes it out', '[S]\n* @a\n!/docs/', false],
  ['taken out of one section, not of another', '[S]\n* @a\n!/docs/\n[T]\n/docs/ @b', true],
])('docs/how.md under %s', (_what, text, covered) => {
  expect(uncoveredPaths(parsed(text), ['docs/how.md'])).toEqual(covered ? [] : ['docs/how.md'])
})

test('a tenant’s file is covered by a section whose condition may or may not hold', () => {
  expect(uncoveredPaths(parsed('[S] when tier == "gold"\n* @a'), ['tenants/vidya-school.yaml'])).toEqual([])
})
