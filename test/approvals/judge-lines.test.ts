import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { judgeLines } from '../../src/approvals/judge-lines.ts'
import { compilePattern } from '../../src/approvals/pattern.ts'
import { samplesOf } from '../../src/approvals/samples.ts'
import { parsed } from './estate.ts'

const files = ['tenants/a.yaml', 'terraform/main.tf', 'docs/how to.md', '.github/landlord/APPROVERS']
const flaws = (text: string, paths: readonly string[] | undefined = files): readonly string[] =>
  judgeLines(parsed(text), paths).map(({ rule, line }) => `${line} ${rule.replace('approvers/', '')}`)

describe('a line that a later one of its section always beats', () => {
  test.each<[string, string, string[]]>([
    ['the same path again', '/tenants/ @a\n/tenants/ @b', ['1 shadowed']],
    ['everything, after something', '/tenants/ @a\n* @b', ['1 shadowed']],
    ['something, after everything', '* @a\n/tenants/ @b', []],
    ['a later line without owners wins as well', '[S]\n/tenants/ @a\n*', ['2 shadowed']],
    ['a wider wildcard', '[S]\n/tenants/a*.yaml @a\n/tenants/*.yaml @b', ['2 shadowed']],
    ['a narrower wildcard', '[S]\n/tenants/*.yaml @b\n/tenants/a*.yaml @a', []],
    ['a folder of that name anywhere', '/tenants/ @a\n**/tenants/ @b', ['1 shadowed']],
    ['only the files right there', '/tenants/ @a\n/tenants/* @b', []],
    [
      'two lines that only together cover it',
      '/tenants/* @a\n/tenants/*.yaml @b\n/tenants/*.md @c',
      ['3 matches-nothing'],
    ],
    ['in another section', '[A]\n/tenants/ @a\n[B]\n* @b', []],
    ['a later block of the same section', '[A]\n/tenants/ @a\n[B]\n/docs/ @b\n[a]\n* @c', ['2 shadowed']],
    ['a condition holds only sometimes', '[A]\n/tenants/ @a\n[A] when tier == "gold"\n* @c', []],
    [
      'the same condition',
      '[A] when tier == "gold"\n/tenants/ @a\n[A] when tier == "gold"\n* @c',
      ['2 shadowed'],
    ],
    ['no condition, after one', '[A] when tier == "gold"\n/tenants/ @a\n[A]\n* @c', ['2 shadowed']],
    ['taken out again', '[A]\n/tenants/a.yaml @a\n/docs/ @b\n!/tenants/', ['2 shadowed']],
  ])('%s', (_what, text, expected) => {
    expect(flaws(text)).toEqual(expected)
  })

  test('names both lines', () => {
    expect(judgeLines(parsed('/tenants/ @a\n* @b'), files)[0]).toMatchObject({
      severity: 'warn',
      line: 1,
      says: expect.stringContaining('line 2 (`*`) covers all that `/tenants/` does'),
    })
  })
})

describe('a pattern that covers no file', () => {
  test('is told at its line', () => {
    expect(flaws('* @a\n/terrafrom/ @b\n*.go @c')).toEqual(['2 matches-nothing', '3 matches-nothing'])
  })
  test('is nothing that anybody knows without the files', () => {
    expect(judgeLines(parsed('/terrafrom/ @b'), undefined)).toEqual([])
  })
})

test('whatever covers every sample of a pattern covers whatever the pattern does', () => {
  const name = fc.constantFrom('*', '**', 'a', 'b', 'a*', '*b', '?', 'a?', '*a*')
  const pattern = fc
    .tuple(fc.constantFrom('', '/'), fc.array(name, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '/'))
    .map(([start, names, end]) => start + names.join('/') + end)
  const path = fc
    .array(fc.constantFrom('a', 'b', 'ab', 'ba', 'aab', 'c'), { minLength: 1, maxLength: 4 })
    .map((names) => names.join('/'))
  const dialect = fc.constantFrom('github' as const, 'gitlab' as const)
  fc.assert(
    fc.property(pattern, pattern, fc.array(path, { maxLength: 30 }), dialect, (one, other, paths, as) => {
      const samples = samplesOf(one, as)
      const [covers, wider] = [compilePattern(one, as), compilePattern(other, as)]
      if (samples?.every(wider) !== true) return
      expect(samples.filter((sample) => !covers(sample))).toEqual([])
      expect(paths.filter((each) => covers(each) && !wider(each))).toEqual([])
    }),
    { numRuns: 3_000 },
  )
})
