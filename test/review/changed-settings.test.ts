import { describe, expect, test } from '@jest/globals'
import { evaluate } from '../../src/review/evaluate.ts'
import { renderComment } from '../../src/review/comment/comment.ts'
import { settingsPath } from '../../src/tenant/settings/file.ts'
import { aChangedFile, anAddedFile, anInput, estateRules, tenantText } from './an-estate.ts'

const text = new TextDecoder().decode(estateRules.find(({ path }) => path === settingsPath)?.bytes)
const edited = (after: string, over = {}) =>
  evaluate(anInput([aChangedFile(settingsPath, text, after)], over))
const rulesOf = (verdict: ReturnType<typeof evaluate>, rule: string) =>
  verdict.findings.filter((finding) => finding.rule === rule)

describe('regions that nobody has looked at for half a year, told to whoever edits the settings', () => {
  const year = 'reviewedOn: 2026-08-01'
  const fresh = text.replaceAll(year, 'reviewedOn: 2026-11-01')

  test('one is told at its line, in the comment', () => {
    const old = fresh.replace('reviewedOn: 2026-11-01', 'reviewedOn: 2026-01-01')
    const verdict = edited(old)
    const line = old.split('\n').findIndex((row) => row.includes('2026-01-01')) + 1
    expect(rulesOf(verdict, 'settings/old-region')).toMatchObject([
      { severity: 'info', file: settingsPath, line, pointer: '/regions/eu-west-1/reviewedOn' },
    ])
    expect(renderComment(verdict).body).toContain('was last looked at on 2026-01-01, 324 days ago.')
  })

  test('of many one is told, with how many more there are', () => {
    const verdict = edited(`${text}\n`, { today: '2027-06-01T00:00:00Z' })
    const [finding, ...more] = rulesOf(verdict, 'settings/old-region')
    expect(more).toEqual([])
    expect(finding?.says).toMatch(
      /^That `eu-west-1` is `eea` was last looked at on 2026-08-01, 304 days ago; so \w+ 33 others/,
    )
  })

  test('fresh ones are no news, nor are old ones where the settings stay', () => {
    expect(rulesOf(edited(fresh), 'settings/old-region')).toEqual([])
    const shop = anAddedFile('tenants/bazaar-retail.yaml', tenantText('bazaar-retail'))
    const later = evaluate(anInput([shop], { today: '2027-06-01T00:00:00Z' }))
    expect(rulesOf(later, 'settings/old-region')).toEqual([])
  })
})

describe('pools that cannot be are refused at their line', () => {
  test.each([
    [
      'more kept back than there is',
      'reserve: { storageGiB: 20001 }',
      'settings/reserve',
      '/pools/0/reserve/storageGiB',
    ],
    [
      'more lent than is left',
      'lend: { queriesPerMinute: 20001 }',
      'settings/lend',
      '/pools/0/lend/queriesPerMinute',
    ],
    [
      'a second pool in one region',
      'region: eu-west-1\n    capacity: { queriesPerMinute: 1, documentsPerMonth: 1, storageGiB: 1 }\n  - name: dublin\n    region: eu-west-1',
      'settings/second-pool',
      '/pools/1/region',
    ],
  ])('%s', (_, more, rule, pointer) => {
    const after = rule.endsWith('second-pool')
      ? text.replace('region: eu-west-1', more)
      : text.replace('    overcommit: 1.2\n', `    overcommit: 1.2\n    ${more}\n`)
    const verdict = edited(after)
    expect(verdict.outcome).toBe('refused')
    const [finding] = rulesOf(verdict, rule)
    expect(finding).toMatchObject({ severity: 'deny', file: settingsPath, pointer })
    expect(finding?.line).toBeGreaterThan(40)
  })
})
