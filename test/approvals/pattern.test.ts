import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compilePattern } from '../../src/approvals/pattern.ts'

type Row = { name: string; pattern: string; paths: Record<string, boolean> }
const table = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/codeowners-patterns.json'), 'utf8'),
) as Row[]
const verdicts = table.flatMap(({ name, pattern, paths }) =>
  Object.entries(paths).map(([path, covered]) => ({ name, pattern, path, covered })),
)

test('the published table has 153 verdicts', () => {
  expect(verdicts).toHaveLength(153)
})

describe('published verdicts on GitHub’s patterns', () => {
  test.each(verdicts)('$name: $pattern on $path: $covered', ({ pattern, path, covered }) => {
    expect(compilePattern(pattern, 'github')(path)).toBe(covered)
  })
})

describe('in a file with sections a path starts anywhere, unless it begins with a slash', () => {
  test.each([
    ['README.md', 'README.md', true],
    ['README.md', 'app/lib/README.md', true],
    ['internal/README.md', 'internal/README.md', true],
    ['internal/README.md', 'docs/internal/README.md', true],
    ['internal/README.md', 'docs/api/internal/README.md', true],
    ['/README.md', 'docs/README.md', false],
    ['/docs/', 'docs/a/b.md', true],
    ['/docs/', 'a/docs/b.md', false],
    ['lib/', 'vendor/lib/x.rb', true],
    ['/docs/*.md', 'docs/a.md', true],
    ['/docs/*.md', 'docs/a/b.md', false],
    ['/docs/index.*', 'docs/index.html', true],
    ['/docs/*spec*', 'docs/qa_specs.rb', true],
    ['/docs/*/README.md', 'docs/api/README.md', true],
    ['/docs/*/README.md', 'docs/README.md', false],
    ['/docs/**/index.md', 'docs/index.md', true],
    ['/docs/**/index.md', 'docs/api/graphql/index.md', true],
    ['*', 'any/where/at/all', true],
  ])('%s on %s: %s', (pattern, path, covered) => {
    expect(compilePattern(pattern, 'gitlab')(path)).toBe(covered)
  })
})

describe('odd names', () => {
  test.each([
    ['a\\ b/', 'a b/c', true],
    ['\\#file', '#file', true],
    ['\\!important', '!important', true],
    ['[a-z]', 'b', false],
    ['[a-z]', '[a-z]', true],
    ['?', '💡', true],
    ['/', 'anything', false],
    ['**', 'a/b', true],
    ['a**b', 'axxb', true],
    ['a**b', 'a/b', false],
    ['.github/', '.github/landlord/APPROVERS', true],
    ['constructor', 'constructor', true],
  ])('%s on %s: %s', (pattern, path, covered) => {
    expect(compilePattern(pattern, 'github')(path)).toBe(covered)
  })
})

test('a pattern of many stars on a long path ends at once', () => {
  const stars = fc.array(fc.constantFrom('*a', '**', '*', 'a*', '?*a', '*a*a*a*a*a*b'), {
    minLength: 1,
    maxLength: 12,
  })
  fc.assert(
    fc.property(stars, fc.constantFrom('/', ''), (parts, separator) => {
      const covers = compilePattern(parts.join(separator), 'github')
      const start = performance.now()
      covers(`${'a'.repeat(200)}/`.repeat(40) + 'c')
      expect(performance.now() - start).toBeLessThan(500)
    }),
    { numRuns: 100 },
  )
})
