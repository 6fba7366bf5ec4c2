import { describe, expect, test } from '@jest/globals'
import { renderSuggestions } from '../../src/review/comment/suggestions.ts'
import type { Finding } from '../../src/tenant/finding.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'

const path = 'tenants/acme-retail.yaml'
const lines = [
  'apiVersion: landlord/v1',
  'id: acme-retail',
  'name: Acme',
  'teir: Silver',
  'region: EU-West-1 # ```` @acme/cfo',
  'owner: ria@acme.example',
]
const text = `${lines.join('\n')}\n`
const findingsOf = (of: string) => parseTenant(aFile(path, of), aSettings()).findings
const offer = (after: string, before?: string, findings = findingsOf(after)) =>
  renderSuggestions(findings, [
    { path, before: before === undefined ? undefined : aFile(path, before), after: aFile(path, after) },
  ])

describe('a suggestion', () => {
  test('replaces its line, whatever backticks the line holds', () => {
    const [, region] = offer(text)
    expect(region).toMatchObject({ path, startLine: 5, line: 5 })
    expect(region?.body.split('\n').slice(-3)).toEqual([
      '`````suggestion',
      'region: eu-west-1 # ```` @acme/cfo',
      '`````',
    ])
  })

  test('is offered only where the pull request wrote the line', () => {
    expect(offer(text, text.replace('EU-West-1', 'eu-west-2')).map(({ line }) => line)).toEqual([5])
    expect(offer(text, text)).toEqual([])
  })

  test('stays the same one when lines above it come or go', () => {
    const marks = (of: string) => offer(of).map(({ marker }) => marker)
    expect(marks(`# one more\n${text}`)).toEqual(marks(text))
  })

  test('takes a line away by putting nothing in its place', () => {
    const edit = { line: 3, column: 1, endLine: 4, endColumn: 1, text: '' }
    const finding: Finding = { ...findingsOf(text)[0]!, mend: [edit] }
    const [suggestion] = offer(text, undefined, [finding])
    expect(suggestion).toMatchObject({ startLine: 3, line: 3 })
    expect(suggestion?.body.split('\n').slice(-2)).toEqual(['```suggestion', '```'])
  })

  test('of one line there is one, with all that is mended in it', () => {
    const edits = [1, 3].map((column) => ({ line: 3, column, endLine: 3, endColumn: column + 1, text: 'X' }))
    const findings = edits.map((edit) => ({ ...findingsOf(text)[0]!, mend: [edit] }))
    const suggestions = offer(text, undefined, findings)
    expect(suggestions.map(({ body }) => body.split('\n').at(-2))).toEqual(['XaXe: Acme'])
  })

  test('is not made of what nobody can see', () => {
    expect(offer(text.replace('# ````', '# \u202e'))).toHaveLength(1)
  })

  test('no more than ten, and none where nothing can be mended', () => {
    const many = Array.from({ length: 30 }, (_, n) => ({
      ...findingsOf(text)[0]!,
      mend: [{ line: n + 1, column: 1, endLine: n + 1, endColumn: 2, text: 'Y' }],
    }))
    expect(offer('x: 1\n'.repeat(30), undefined, many)).toHaveLength(10)
    expect(offer(text.replace('teir: Silver', 'zz: 1').replace('EU-West-1', 'mars'))).toEqual([])
  })
})
