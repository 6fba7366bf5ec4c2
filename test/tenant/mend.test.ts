import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { applyMends } from '../../src/tenant/mend/mend.ts'
import { parseTenant } from '../../src/tenant/parse.ts'
import { aFile, aSettings } from '../builders.ts'
import { edits } from './edits.ts'

const good = `# Acme's own shop
apiVersion: landlord/v1
id: acme-retail
name: Acme Retail   # as on the contract
tier: silver
region: eu-west-1
owner: ria@acme.example
businessUnit: retail
costCenter: CC-1042
glCode: '6100-200'
budget: { amount: 600000, currency: INR }
data:
  classification: internal
`
const path = 'tenants/acme-retail.yaml'
const findingsOf = (text: string) => parseTenant(aFile(path, text), aSettings()).findings
const mendOnce = (text: string) => {
  const mends = findingsOf(text).flatMap(({ mend }) => (mend === undefined ? [] : [mend]))
  return applyMends(text, mends)
}

/** What a file becomes, line by line: only the lines that differ. */
function mended(text: string): readonly string[] {
  const after = mendOnce(text).text.split('\n')
  const before = text.split('\n')
  return after.filter((line) => !before.includes(line))
}

const replacing = (from: string, to: string) => {
  expect(good).toContain(from)
  return good.replace(from, to)
}

describe('what is certain is mended, and nothing else in the file', () => {
  test.each<[string, string, string, string]>([
    [
      'a slip in a key',
      'costCenter: CC-1042',
      'costCentre: CC-1042 # who pays',
      'costCenter: CC-1042 # who pays',
    ],
    ['a key in quotes', 'tier: silver', '"teir": silver', '"tier": silver'],
    ['a key in another case', 'glCode:', 'gl_code:', "glCode: '6100-200'"],
    ['a key inside another', '  classification', '  clasification', '  classification: internal'],
    ['a key in braces', 'currency: INR', 'curency: INR', 'budget: { amount: 600000, currency: INR }'],
    ['a tier in another case', 'tier: silver', 'tier: Silver', 'tier: silver'],
    ['a region in another case, quoted', 'eu-west-1', "'EU-West-1'", "region: 'eu-west-1'"],
    ['a currency in another case', 'INR', 'inr', 'budget: { amount: 600000, currency: INR }'],
    ['a word of the schema in another case', 'internal', 'Internal', '  classification: internal'],
    ['an id in another case', 'id: acme-retail', 'id: Acme-Retail', 'id: acme-retail'],
    ['a number that has to be a text', "'6100-200'", '6100 # ledger', "glCode: '6100' # ledger"],
    ['a text that has to be a number', '600000', "'600000'", 'budget: { amount: 600000, currency: INR }'],
    ['a grouped number', '600000', '6_00_000', 'budget: { amount: 600000, currency: INR }'],
    ['one thing where a list is wanted', 'data:', 'models: gpt-4o\ndata:', 'models: [gpt-4o]'],
    [
      'a feature by a slip',
      'data:',
      'features: { customModel: true }\ndata:',
      'features: { customModels: true }',
    ],
    ['Norway', 'data:\n', 'data:\n  subjects: [IN, NO]\n', "  subjects: [IN, 'NO']"],
    ['yes for true', 'data:\n', 'data:\n  legalHold: yes\n', '  legalHold: true'],
    [
      'a date without quotes',
      'data:\n',
      'data:\n  dpia: { reference: DPIA-4, date: 2026-06-15 }\n',
      "  dpia: { reference: DPIA-4, date: '2026-06-15' }",
    ],
  ])('%s', (_, from, to, after) => {
    const text = replacing(from, to)
    expect(mended(text)).toEqual([after])
    expect(findingsOf(mendOnce(text).text)).toEqual([])
  })

  test('a missing version is added where it belongs', () => {
    expect(mendOnce(replacing('apiVersion: landlord/v1\n', '')).text).toBe(good)
  })
})

describe('what a person has to decide is left alone', () => {
  test.each<[string, string, string]>([
    ['a key that is near to two', 'data:\n', 'usage: { xputTokensPerQuery: 2 }\ndata:\n'],
    ['a key whose right name is there too', 'tier: silver', 'tier: silver\nteir: gold'],
    ['a far-away key', 'data:\n', 'reason: 1\ndata:\n'],
    ['an unknown tier that is not only a matter of case', 'tier: silver', 'tier: sliver'],
    ['another id than the file name', 'id: acme-retail', 'id: acme-shop'],
    ['a number that may have a decimal comma', '600000', "'600,000'"],
    ['a value behind an alias', 'name: Acme Retail', 'name: &a 5\nborrow: { storageGiB: *a }\nmodels: *a'],
    ['a value over several lines', 'tier: silver', 'tier: >-\n  Silver'],
    ['a file that is no YAML', 'tier: silver', 'tier: [silver'],
  ])('%s', (_, from, to) => {
    const text = replacing(from, to)
    expect(findingsOf(text)).not.toEqual([])
    expect(
      mendOnce(text)
        .text.split('\n')
        .filter((line) => !text.includes(line)),
    ).toEqual([])
  })
})

describe('a quota that the tier brings anyway goes', () => {
  const quotas = (block: string) => replacing('data:\n', `${block}data:\n`)
  test.each<[string, string, string]>([
    ['the only one', 'quotas: { storageGiB: 200 }\n', ''],
    ['the only one, in lines', 'quotas:\n  storageGiB: 200\n', ''],
    [
      'the first of two',
      'quotas: { storageGiB: 200, queriesPerMinute: 7 }\n',
      'quotas: { queriesPerMinute: 7 }\n',
    ],
    [
      'the last of two',
      'quotas: { queriesPerMinute: 7, storageGiB: 200 }\n',
      'quotas: { queriesPerMinute: 7 }\n',
    ],
    [
      'a line among lines',
      'quotas:\n  storageGiB: 200\n  queriesPerMinute: 7\n',
      'quotas:\n  queriesPerMinute: 7\n',
    ],
    [
      'not with a comment beside it',
      'quotas: { storageGiB: 200 } # agreed\n',
      'quotas: { storageGiB: 200 } # agreed\n',
    ],
    [
      'not with a comment above it',
      '# agreed\nquotas: { storageGiB: 200 }\n',
      '# agreed\nquotas: { storageGiB: 200 }\n',
    ],
  ])('%s', (_, before, after) => {
    const text = quotas(before)
    expect(findingsOf(text)).toMatchObject([{ rule: 'tenant/same-as-tier', severity: 'info' }])
    expect(mendOnce(text).text).toBe(quotas(after))
    // The tenant is the same as before.
    const tenantOf = (of: string) => parseTenant(aFile(path, of), aSettings()).tenant
    expect(tenantOf(mendOnce(text).text)).toEqual(tenantOf(text))
  })
})

test('line ends stay as they are', () => {
  const text = replacing('tier: silver', 'teir: silver').replaceAll('\n', '\r\n')
  expect(mendOnce(text).text).toBe(good.replaceAll('\n', '\r\n'))
})

describe('mends that meet', () => {
  const edit = (column: number, endColumn: number, text: string) => ({
    line: 1,
    column,
    endLine: 1,
    endColumn,
    text,
  })

  test('the first wins, whole; the other waits', () => {
    const done = applyMends('abcdef\n', [
      [edit(1, 3, 'X')],
      [edit(2, 4, 'Y'), edit(6, 7, 'Z')],
      [edit(4, 5, '')],
    ])
    expect(done).toEqual({ text: 'Xcef\n', done: [true, false, true] })
  })

  test('two at one point wait for each other', () => {
    expect(applyMends('ab', [[edit(1, 1, '1')], [edit(1, 1, '2')]])).toEqual({
      text: '1ab',
      done: [true, false],
    })
  })
})

test('whatever the file holds, mending ends, and what it offers changes the file', () => {
  fc.assert(
    fc.property(fc.array(edits, { minLength: 1, maxLength: 4 }), (changes) => {
      let text = changes.reduce<Buffer>((bytes, edit) => edit(bytes), Buffer.from(good)).toString('utf8')
      for (let round = 0; round < 10; round += 1) {
        const { text: next, done } = mendOnce(text)
        if (done.length === 0) return
        expect(next).not.toBe(text)
        text = next
      }
      throw new Error(`Ten rounds did not mend ${JSON.stringify(text)}`)
    }),
    { numRuns: 400 },
  )
})
