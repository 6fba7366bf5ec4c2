import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { stringify } from 'yaml'
import { endBoosts } from '../../src/tenant/end-boosts.ts'
import { readYaml } from '../../src/tenant/yaml/file.ts'
import { aFile } from '../builders.ts'

const on = '2026-11-21'
const end = (text: string) => endBoosts(aFile('tenants/acme.yaml', text), on)

const boost = (until: string, by = 5) =>
  `{ quota: storageGiB, by: ${by}, until: '${until}', reason: A long sale }`

describe('boosts that are over are taken out, and every other line stays', () => {
  test.each([
    [
      'the only one, with its key',
      `id: acme # first\nboosts:\n  - quota: storageGiB\n    by: 5\n    until: '2026-11-20' # over\n    reason: A long sale\n# about the usage\nusage: {}\n`,
      'id: acme # first\n# about the usage\nusage: {}\n',
    ],
    [
      'one of two, with the comments of the other',
      `id: acme\nboosts: # for a time\n  # the first\n  - ${boost('2026-11-20')} # gone\n  # the second\n  - ${boost('2026-11-21')} # stays\nusage: {}\n`,
      `id: acme\nboosts: # for a time\n  # the first\n  # the second\n  - ${boost('2026-11-21')} # stays\nusage: {}\n`,
    ],
    [
      'the last of a list in one line',
      `boosts: [${boost('2026-11-22')}, ${boost('2026-11-20')}]\n`,
      `boosts: [${boost('2026-11-22')}]\n`,
    ],
    [
      'the first of it',
      `boosts: [${boost('2026-11-20')}, ${boost('2026-11-22')}]\nid: acme\n`,
      `boosts: [${boost('2026-11-22')}]\nid: acme\n`,
    ],
    ['all of it', `id: acme\nboosts: [${boost('2026-11-20')}, ${boost('2025-11-22')}]`, 'id: acme\n'],
    [
      'a reason of several lines',
      `boosts:\n  - quota: storageGiB\n    by: 5\n    until: '2026-11-20'\n    reason: >\n      A long\n      sale\nid: acme\n`,
      'id: acme\n',
    ],
  ])('%s', (_, before, after) => {
    expect(end(before)?.text).toBe(after)
  })
})

test.each([
  ['a file without boosts', 'id: acme\n'],
  ['a boost on its last day', `boosts: [${boost(on)}]\n`],
  ['a file that cannot be read', 'boosts: [\n'],
  ['boosts that are no list', 'boosts: 2026-11-20\n'],
])('%s is left alone', (_, text) => {
  expect(end(text)).toBeUndefined()
})

test.each([
  ['a file in one line', `{ id: acme, boosts: [${boost('2026-11-20')}] }\n`],
  ['a list that stands elsewhere too', `x: &all [${boost('2026-11-20')}]\nboosts: *all\n`],
])('%s is for a person', (_, text) => {
  expect(end(text)).toMatchObject({ text: undefined, ended: [{ until: '2026-11-20' }] })
})

test('whatever the boosts are and however they are written, only what is over goes', () => {
  const days = fc.array(fc.constantFrom('2026-11-19', '2026-11-20', '2026-11-21', '2026-12-31'), {
    minLength: 1,
    maxLength: 5,
  })
  const styles = fc.record({
    indentSeq: fc.boolean(),
    collectionStyle: fc.constantFrom('block' as const, 'flow' as const),
  })
  fc.assert(
    fc.property(days, styles, fc.integer({ min: 0, max: 2 }), (until, style, place) => {
      const boosts = until.map((day, index) => ({
        quota: 'storageGiB',
        by: index + 1,
        until: day,
        reason: 'A: long "sale", #1',
      }))
      const fields = [
        ['id', 'acme'],
        ['name', 'Acme'],
      ] as [string, unknown][]
      fields.splice(place, 0, ['boosts', boosts])
      const text = fields
        .map(([key, value]) =>
          stringify({ [key]: value }, key === 'boosts' ? { ...style, lineWidth: 0 } : {}),
        )
        .join('# kept\n')
      const whole = text.startsWith('{') || text.includes('\n{') ? undefined : text
      fc.pre(whole !== undefined)
      const left = boosts.filter((one) => one.until >= on)
      const ended = end(text)
      if (left.length === boosts.length) {
        expect(ended).toBeUndefined()
        return
      }
      const read = readYaml(aFile('tenants/acme.yaml', ended?.text ?? '')).value as Record<string, unknown>
      expect(ended?.text?.match(/# kept/g)).toHaveLength(2)
      expect(JSON.parse(JSON.stringify(read.boosts ?? []))).toEqual(left)
      expect(read).toMatchObject({ id: 'acme', name: 'Acme' })
    }),
    { numRuns: 200 },
  )
})
